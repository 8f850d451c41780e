using System.Text;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Gateway;

/// <summary>An error of the gateway itself. HTTP APIs cannot customise its response.</summary>
/// <param name="Reason">Why, for the developer; not part of the response.</param>
/// <param name="Challenge">Value of <c>www-authenticate</c>.</param>
internal sealed record GatewayError(int Status, string Message, string Reason, string? Challenge = null)
{
    public static GatewayError BadRequest(string reason) => new(400, "Bad Request", reason);

    public static GatewayError Unauthorized(string challenge, string reason) =>
        new(401, "Unauthorized", reason, challenge);

    public static GatewayError Forbidden(string challenge, string reason) =>
        new(403, "Forbidden", reason, challenge);

    public static GatewayError CrossOriginWrite(string origin) =>
        new(
            403,
            "With --no-auth only pages of this origin and of those that CORS permits by name may write",
            $"CORS does not permit the origin {origin} by name, so its pages may not write with --no-auth"
        );

    public static GatewayError NotFound(string reason) => new(404, "Not Found", reason);

    public static GatewayError TooLarge(string reason) => new(413, "Request Entity Too Large", reason);

    public static GatewayError HeadersTooLarge(string reason) =>
        new(431, "Request Header Fields Too Large", reason);

    public static GatewayError FunctionFailed(string reason) => new(500, "Internal Server Error", reason);

    public static GatewayError Unavailable(string reason) => new(503, "Service Unavailable", reason);

    /// <summary>The response to a request that the server or the body's reader rejected.</summary>
    public static GatewayError Of(BadHttpRequestException invalid) =>
        invalid.StatusCode == StatusCodes.Status408RequestTimeout
            ? new(408, "Request Timeout", invalid.Message)
            : BadRequest(invalid.Message);

    public HttpApiResponse ToResponse() =>
        new(
            Status,
            [
                KeyValuePair.Create("content-type", "application/json"),
                .. Challenge is null ? [] : new[] { KeyValuePair.Create("www-authenticate", Challenge) },
            ],
            [],
            Encoding.UTF8.GetBytes($$"""{"message":"{{Message}}"}""")
        )
        {
            Reason = Reason,
        };
}
