using Items.LocalHost.Gateway;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Dashboard;

/// <summary>A static file of the page, embedded in the host.</summary>
internal sealed record DashboardFile(string ContentType, byte[] Bytes)
{
    /// <summary>The page runs its own script only, connects to this host only, and is not shown in a frame.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly DashboardFile Page = Load("dashboard.html", "text/html");
    private static readonly DashboardFile Script = Load("dashboard.js", "text/javascript");
    private static readonly DashboardFile Views = Load("views.js", "text/javascript");
    private static readonly DashboardFile Styles = Load("dashboard.css", "text/css");

    /// <param name="path">Without <c>/_local</c>.</param>
    public static DashboardFile? Find(string path) =>
        path switch
        {
            "" or "/" => Page,
            "/dashboard.js" => Script,
            "/views.js" => Views,
            "/dashboard.css" => Styles,
            _ => null,
        };

    public HttpApiResponse ToResponse() =>
        new(
            StatusCodes.Status200OK,
            [
                KeyValuePair.Create("content-type", ContentType),
                KeyValuePair.Create("content-security-policy", Policy),
                KeyValuePair.Create("x-content-type-options", "nosniff"),
                KeyValuePair.Create("referrer-policy", "no-referrer"),
                KeyValuePair.Create("cross-origin-resource-policy", "same-origin"),
            ],
            [],
            Bytes
        );

    private static DashboardFile Load(string name, string type)
    {
        using var resource = typeof(DashboardFile).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return new DashboardFile($"{type}; charset=utf-8", bytes);
    }
}
