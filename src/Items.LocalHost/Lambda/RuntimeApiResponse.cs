using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Lambda;

/// <summary>Writes the responses of the Runtime API.</summary>
internal static class RuntimeApiResponse
{
    public static Task AcceptedAsync(HttpContext context) =>
        WriteAsync(context, 202, "{\"status\":\"OK\"}\n"u8.ToArray());

    public static Task TooLargeAsync(HttpContext context) =>
        ErrorAsync(
            context,
            413,
            "RequestEntityTooLarge",
            $"Exceeded maximum allowed payload size ({RuntimeApi.MaximumPayload} bytes)."
        );

    public static Task InvalidStateAsync(HttpContext context, RuntimeState state, bool isError) =>
        ErrorAsync(
            context,
            403,
            "InvalidStateTransition",
            $"State transition from {state} to {(isError ? "Error" : "Response")} failed for runtime. Error: invalid state"
        );

    public static Task ErrorAsync(HttpContext context, int status, string type, string message)
    {
        var error = new JsonObject { ["errorMessage"] = message, ["errorType"] = type };
        return WriteAsync(context, status, Encoding.UTF8.GetBytes(error.ToJsonString()));
    }

    public static async Task WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json);
    }
}
