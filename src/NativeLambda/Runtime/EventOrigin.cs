using System.Text.Json;

namespace NativeLambda.Runtime;

/// <summary>The event source, which determines the format of event and response.</summary>
internal enum EventOrigin
{
    Unknown,

    /// <summary>API Gateway HTTP API or Function URL, payload format 2.0.</summary>
    Http,

    /// <summary>A batch of messages from SQS.</summary>
    Queue,
}

internal static class EventOrigins
{
    /// <summary>
    /// Detects the origin from the property <c>version</c>, which API Gateway sends first, or <c>Records</c>, the only one
    /// of SQS, so that only the reader of that origin parses the whole event.
    /// </summary>
    public static EventOrigin Peek(ReadOnlySpan<byte> eventJson)
    {
        var reader = new Utf8JsonReader(eventJson);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return EventOrigin.Unknown;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("version"u8))
                {
                    return
                        reader.Read()
                        && reader.TokenType == JsonTokenType.String
                        && reader.ValueTextEquals("2.0"u8)
                        ? EventOrigin.Http
                        : EventOrigin.Unknown;
                }

                if (reader.ValueTextEquals("Records"u8))
                {
                    return EventOrigin.Queue;
                }

                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or a name or value that is not Unicode.
        }

        return EventOrigin.Unknown;
    }
}
