using System.Text.Json;

namespace Items.Api.Lambda;

/// <summary>Where an event comes from, and so how it must be read and answered.</summary>
internal enum EventOrigin
{
    Unknown,

    /// <summary>API Gateway HTTP API, payload format 2.0.</summary>
    HttpApi,
}

internal static class EventOrigins
{
    /// <summary>
    /// Tells the origin by the first telling property, which API Gateway sends first, so that the event is parsed
    /// only once, by its own reader.
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
                        ? EventOrigin.HttpApi
                        : EventOrigin.Unknown;
                }

                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // Not JSON at all: nobody's event.
        }

        return EventOrigin.Unknown;
    }
}
