using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using NativeLambda.Http;

namespace NativeLambda.Runtime;

/// <summary>Writes a response in the envelope of an HTTP API (payload format 2.0).</summary>
internal static class HttpApiResponse
{
    // The envelope is read by API Gateway only, so characters that are special in HTML need no escape.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private static readonly JsonWriterOptions Options = new() { Encoder = Encoder };

    /// <param name="envelope">Receives the response; what it contains is overwritten.</param>
    public static void Write(Response response, ArrayBufferWriter<byte> envelope)
    {
        envelope.ResetWrittenCount();
        using var json = new Utf8JsonWriter(envelope, Options);
        json.WriteStartObject();
        json.WriteNumber("statusCode", response.Status);
        json.WriteStartObject("headers");
        foreach (var (name, value) in response.Headers)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        if (response.IsBinary)
        {
            json.WriteBase64String("body", response.Body.Span);
            json.WriteBoolean("isBase64Encoded", true);
        }
        else if (!response.Body.IsEmpty)
        {
            json.Flush();
            envelope.Write(",\"body\":\""u8);
            WriteEscaped(response.Body.Span, envelope);
            envelope.Write("\"}"u8);
            return;
        }

        json.WriteEndObject();
    }

    /// <summary>In parts, because <see cref="Utf8JsonWriter"/> would reserve six bytes for each byte of the text.</summary>
    private static void WriteEscaped(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output)
    {
        while (!text.IsEmpty)
        {
            Encoder.EncodeUtf8(text, output.GetSpan(4096), out int consumed, out int written);
            output.Advance(written);
            text = text[consumed..];
        }
    }
}
