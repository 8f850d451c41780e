using System.Text;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Gateway;

/// <summary>An answer that the gateway makes itself. HTTP APIs cannot customise these.</summary>
/// <param name="Challenge">For <c>www-authenticate</c>.</param>
internal sealed record GatewayError(int Status, string Message, string? Challenge = null)
{
    public static readonly GatewayError BadRequest = new(400, "Bad Request");
    public static readonly GatewayError NotFound = new(404, "Not Found");
    public static readonly GatewayError TooLarge = new(413, "Request Entity Too Large");
    public static readonly GatewayError HeadersTooLarge = new(431, "Request Header Fields Too Large");
    public static readonly GatewayError FunctionFailed = new(500, "Internal Server Error");
    public static readonly GatewayError Unavailable = new(503, "Service Unavailable");

    public static GatewayError Unauthorized(string challenge) => new(401, "Unauthorized", challenge);

    public static GatewayError Forbidden(string challenge) => new(403, "Forbidden", challenge);

    public async Task WriteAsync(HttpContext context)
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""{"message":"{{Message}}"}""");
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json";
        if (Challenge is not null)
        {
            context.Response.Headers.WWWAuthenticate = Challenge;
        }

        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body);
        }
    }
}
