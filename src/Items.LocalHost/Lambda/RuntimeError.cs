using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Lambda;

/// <summary>Reads the errors that a runtime reports.</summary>
internal static class RuntimeError
{
    private const string TypeHeader = "Lambda-Runtime-Function-Error-Type";
    private const string BodyTrailer = "Lambda-Runtime-Function-Error-Body";

    /// <param name="payload">JSON with <c>errorType</c> and <c>errorMessage</c>; anything else is ignored.</param>
    public static FunctionError Read(HttpRequest request, ReadOnlyMemory<byte> payload)
    {
        string type = request.Headers[TypeHeader].ToString() is { Length: > 0 } header
            ? header
            : "Function.Unknown";
        return Create(type, payload);
    }

    /// <summary>The error after a streamed response, whose body is in base64: a header has one line.</summary>
    /// <returns>Null when the response is complete.</returns>
    public static FunctionError? ReadTrailers(HttpRequest request)
    {
        if (
            !request.CheckTrailersAvailable()
            || request.GetTrailer(TypeHeader).ToString() is not { Length: > 0 } type
        )
        {
            return null;
        }

        byte[] body = Encoding.ASCII.GetBytes(request.GetTrailer(BodyTrailer).ToString());
        return Create(
            type,
            Base64.DecodeFromUtf8InPlace(body, out int length) == System.Buffers.OperationStatus.Done
                ? body.AsMemory(0, length)
                : default
        );
    }

    private static FunctionError Create(string type, ReadOnlyMemory<byte> payload) =>
        new(type, Message(payload) is { } message ? $"{type}: {message}" : type);

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
