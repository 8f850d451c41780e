using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using NativeLambda.Http;

namespace NativeLambda.Runtime;

/// <summary>
/// Writes a response in the envelope of an HTTP API (payload format 2.0), or as the start of a stream for a Function URL
/// (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming).
/// </summary>
internal sealed class HttpApiResponse
{
    // The envelope is read by API Gateway only, so characters that are special in HTML need no escape.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Used again for each response, because large ones would be garbage that is collected late.</summary>
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private Utf8JsonWriter? _json;

    private Utf8JsonWriter Json => _json ??= new(_output, new() { Encoder = Encoder });

    /// <returns>The envelope; overwritten by the next response.</returns>
    public ReadOnlyMemory<byte> Write(Response response)
    {
        WriteStatusAndHeaders(response);
        if (response.IsBinary)
        {
            Json.WriteBase64String("body", response.Body.Span);
            Json.WriteBoolean("isBase64Encoded", true);
        }
        else if (!response.Body.IsEmpty)
        {
            Json.Flush();
            _output.Write(",\"body\":\""u8);
            WriteEscaped(response.Body.Span);
            _output.Write("\"}"u8);
            return _output.WrittenMemory;
        }

        Json.WriteEndObject();
        Json.Flush();
        return _output.WrittenMemory;
    }

    /// <returns>Status and headers, eight NUL bytes, and the body as it is; overwritten by the next response.</returns>
    public ReadOnlyMemory<byte> WriteStream(Response response)
    {
        WriteStatusAndHeaders(response);
        Json.WriteEndObject();
        Json.Flush();
        _output.Write("\0\0\0\0\0\0\0\0"u8);
        _output.Write(response.Body.Span);
        return _output.WrittenMemory;
    }

    private void WriteStatusAndHeaders(Response response)
    {
        _output.ResetWrittenCount();
        Json.Reset();
        Json.WriteStartObject();
        Json.WriteNumber("statusCode", response.Status);
        Json.WriteStartObject("headers");
        foreach (var (name, value) in response.Headers)
        {
            Json.WriteString(name, value);
        }

        Json.WriteEndObject();
    }

    /// <summary>In parts, because <see cref="Utf8JsonWriter"/> would reserve six bytes for each byte of the text.</summary>
    private void WriteEscaped(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            Encoder.EncodeUtf8(text, _output.GetSpan(4096), out int consumed, out int written);
            _output.Advance(written);
            text = text[consumed..];
        }
    }
}
