using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NativeLambda.Http;

namespace NativeLambda.Runtime;

/// <summary>Writes a response in the envelope of an HTTP API (payload format 2.0).</summary>
internal static class HttpApiResponse
{
    // The envelope is read by API Gateway only, so characters that are special in HTML need no escape.
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static ReadOnlyMemory<byte> Write(Response response)
    {
        int length = response.IsBinary
            ? Base64.GetMaxEncodedToUtf8Length(response.Body.Length)
            : response.Body.Length;
        var envelope = new ArrayBufferWriter<byte>(length + 512);
        using (var json = new Utf8JsonWriter(envelope, Options))
        {
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
                json.WriteString("body", response.Body.Span);
            }

            json.WriteEndObject();
        }

        return envelope.WrittenMemory;
    }
}
