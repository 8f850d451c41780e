using System.Text;

namespace Items.LocalHost.Gateway;

/// <summary>An error of the gateway itself. HTTP APIs cannot customise its response.</summary>
/// <param name="Challenge">Value of <c>www-authenticate</c>.</param>
internal sealed record GatewayError(int Status, string Message, string? Challenge = null)
{
    public static readonly GatewayError BadRequest = new(400, "Bad Request");
    public static readonly GatewayError NotFound = new(404, "Not Found");
    public static readonly GatewayError RequestTimeout = new(408, "Request Timeout");
    public static readonly GatewayError TooLarge = new(413, "Request Entity Too Large");
    public static readonly GatewayError HeadersTooLarge = new(431, "Request Header Fields Too Large");
    public static readonly GatewayError CrossOriginWrite = new(
        403,
        "With --no-auth only pages of this origin and of those that the template's AllowOrigins names may write"
    );
    public static readonly GatewayError FunctionFailed = new(500, "Internal Server Error");
    public static readonly GatewayError Unavailable = new(503, "Service Unavailable");

    public static GatewayError Unauthorized(string challenge) => new(401, "Unauthorized", challenge);

    public static GatewayError Forbidden(string challenge) => new(403, "Forbidden", challenge);

    public HttpApiResponse ToResponse() =>
        new(
            Status,
            [
                KeyValuePair.Create("content-type", "application/json"),
                .. Challenge is null ? [] : new[] { KeyValuePair.Create("www-authenticate", Challenge) },
            ],
            [],
            Encoding.UTF8.GetBytes($$"""{"message":"{{Message}}"}""")
        );
}
