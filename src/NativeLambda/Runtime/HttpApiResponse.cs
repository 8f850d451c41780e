using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using NativeLambda.Http;

namespace NativeLambda.Runtime;

/// <summary>
/// Writes a response in the envelope of an HTTP API (payload format 2.0), or as the start of a stream for a Function URL
/// (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming).
/// </summary>
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
        WriteStatusAndHeaders(response, json);
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

    /// <summary>Status and headers, eight NUL bytes, and the body as it is.</summary>
    /// <param name="stream">Receives the response; what it contains is overwritten.</param>
    public static void WriteStream(Response response, ArrayBufferWriter<byte> stream)
    {
        stream.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            WriteStatusAndHeaders(response, json);
            json.WriteEndObject();
        }

        stream.Write("\0\0\0\0\0\0\0\0"u8);
        stream.Write(response.Body.Span);
    }

    private static void WriteStatusAndHeaders(Response response, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("statusCode", response.Status);
        json.WriteStartObject("headers");
        foreach (var (name, value) in response.Headers)
        {
            json.WriteString(name, value);
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
