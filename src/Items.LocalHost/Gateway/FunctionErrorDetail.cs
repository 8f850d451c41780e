using System.Text.Json;

namespace Items.LocalHost.Gateway;

/// <summary>The reason in an error response of the function, in the formats of FastAPI and of API Gateway.</summary>
internal static class FunctionErrorDetail
{
    /// <summary>A larger body is not read.</summary>
    private const int MaximumBody = 64 * 1024;

    /// <returns>Null when the response is not an error, or its body has no reason.</returns>
    public static string? Read(HttpApiResponse response)
    {
        if (response.Status < 400 || response.Body.Length > MaximumBody)
        {
            return null;
        }

        try
        {
            using var body = JsonDocument.Parse(response.Body);
            return Detail(body.RootElement) is { } detail ? $"the function responded: {detail}" : null;
        }
        catch (Exception error)
            when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Not JSON, not an object, of another shape, or text that is not valid Unicode.
            return null;
        }
    }

    private static string? Detail(JsonElement body) =>
        body.TryGetProperty("detail", out var detail) || body.TryGetProperty("message", out detail)
            ? detail.ValueKind switch
            {
                JsonValueKind.String => detail.GetString(),
                JsonValueKind.Array => string.Join("; ", detail.EnumerateArray().Select(ValidationError)),
                _ => null,
            }
            : null;

    /// <summary>An element such as <c>{"loc":["body","price"],"msg":"Field required"}</c>.</summary>
    private static string ValidationError(JsonElement error) =>
        $"{string.Join('.', error.GetProperty("loc").EnumerateArray())} {error.GetProperty("msg")}";
}
