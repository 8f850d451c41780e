using System.Text.Json.Serialization;
using Items.LocalHost.Template;

namespace Items.LocalHost.Dashboard;

/// <summary>What the page shows besides requests.</summary>
/// <param name="Template">Path of the file.</param>
/// <param name="ApiRoot">Path in front of all routes: empty, or that of a named stage.</param>
/// <param name="DocumentationPaths">Those of <see cref="Documentation"/> that the template has a route for.</param>
/// <param name="Token">A new access token; null when the API needs none, or one of another issuer.</param>
/// <param name="NeedsToken">False with <c>--no-auth</c>.</param>
/// <param name="Data">Where the items are; null without tables.</param>
/// <param name="CanReset">Whether the host may delete the data.</param>
internal sealed record DashboardInfo(
    string Template,
    string ApiRoot,
    IReadOnlyList<string> DocumentationPaths,
    string? Token,
    bool NeedsToken,
    string? Data,
    bool CanReset,
    bool HasQueues
)
{
    private static readonly string[] Documentation = ["/docs", "/redoc", "/openapi.json", "/openapi.yaml"];

    public static string[] DocumentationPathsOf(SamTemplate template) =>
        [.. Documentation.Where(path => template.Function.Routes.Any(route => route.Path == path))];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DashboardInfo))]
internal sealed partial class DashboardJsonContext : JsonSerializerContext;
