using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Items.Api.Http;

namespace Items.Api.Lambda;

/// <summary>Writes the envelope in which an HTTP API expects a response (payload format 2.0).</summary>
internal static class HttpApiReply
{
    // The envelope is read by API Gateway, never by a browser: escaping what HTML would mind only makes it longer.
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
