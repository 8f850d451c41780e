using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Lambda;

/// <summary>Reads the errors that a runtime reports.</summary>
internal static class RuntimeError
{
    /// <param name="payload">JSON with <c>errorType</c> and <c>errorMessage</c>; anything else is ignored.</param>
    public static FunctionError Read(HttpRequest request, ReadOnlyMemory<byte> payload)
    {
        string type = request.Headers["Lambda-Runtime-Function-Error-Type"].ToString()
            is { Length: > 0 } header
            ? header
            : "Function.Unknown";
        return new FunctionError(type, Message(payload) is { } message ? $"{type}: {message}" : type);
    }

    private static string? Message(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var error = JsonDocument.Parse(payload);
            return error.RootElement.TryGetProperty("errorMessage", out var message)
                ? message.GetString()
                : null;
        }
        catch (Exception invalid) when (invalid is JsonException or InvalidOperationException)
        {
            // Not JSON, not an object, or not a text.
            return null;
        }
    }
}
