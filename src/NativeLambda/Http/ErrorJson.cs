using System.Buffers;
using System.Text.Json;
using NativeLambda.Validation;

namespace NativeLambda.Http;

/// <summary>Writes the bodies of errors, in FastAPI's shape.</summary>
internal static class ErrorJson
{
    /// <returns><c>{"detail": "…"}</c></returns>
    public static ReadOnlyMemory<byte> Write(string detail) =>
        Write(json => json.WriteString("detail", detail));

    /// <returns><c>{"detail": [{"loc": […], "msg": "…", "type": "…"}]}</c></returns>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<ValidationError> errors) =>
        Write(json =>
        {
            json.WriteStartArray("detail");
            foreach (var error in errors)
            {
                Write(json, error);
            }

            json.WriteEndArray();
        });

    private static void Write(Utf8JsonWriter json, ValidationError error)
    {
        json.WriteStartObject();
        json.WriteStartArray("loc");
        json.WriteStringValue(error.Location.Source);
        if (error.Location.Index is { } index)
        {
            json.WriteNumberValue(index);
        }

        foreach (string name in error.Location.Name?.Split('.') ?? [])
        {
            json.WriteStringValue(name);
        }

        if (error.Location.Offset is { } offset)
        {
            json.WriteNumberValue(offset);
        }

        json.WriteEndArray();
        json.WriteString("msg", error.Kind.Message);
        json.WriteString("type", error.Kind.Type);
        json.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> writeMembers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
