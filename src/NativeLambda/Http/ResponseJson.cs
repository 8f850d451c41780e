using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NativeLambda.Http;

/// <summary>Memory for the JSON of responses, used again for each, because large ones would be garbage that is collected late.</summary>
internal sealed class ResponseJson
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private Utf8JsonWriter? _writer;
    private JsonSerializerOptions? _options;

    /// <returns>The JSON in UTF-8; overwritten by the next value.</returns>
    public ReadOnlyMemory<byte> Write<T>(T value, JsonTypeInfo<T> json)
    {
        _buffer.ResetWrittenCount();
        if (_writer is null || _options != json.Options)
        {
            _options = json.Options;
            _writer = NewWriter(_options);
        }

        _writer.Reset();
        JsonSerializer.Serialize(_writer, value, json);
        return _buffer.WrittenMemory;
    }

    private Utf8JsonWriter NewWriter(JsonSerializerOptions options) =>
        new(
            _buffer,
            new()
            {
                Encoder = options.Encoder,
                Indented = options.WriteIndented,
                // The serializer writes valid JSON.
                SkipValidation = true,
            }
        );
}
