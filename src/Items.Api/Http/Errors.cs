using System.Text.Json;
using System.Text.Json.Serialization;

namespace Items.Api.Http;

/// <summary>Body of every error but 422.</summary>
internal sealed record ErrorBody(string Detail);

/// <summary>Body of a 422: all that is wrong with the request, in FastAPI's shape and under FastAPI's name.</summary>
internal sealed record HTTPValidationError(IReadOnlyList<ValidationError> Detail);

/// <summary>One thing that is wrong with the request.</summary>
/// <param name="Loc">Where.</param>
/// <param name="Msg">What, for people. Pydantic's wording.</param>
/// <param name="Type">What, for programs. Pydantic's name, for example <c>string_too_long</c>.</param>
internal sealed record ValidationError(ErrorLocation Loc, string Msg, string Type);

/// <summary>Written as <c>["body"]</c>, <c>["query","limit"]</c> or <c>["body",17]</c>.</summary>
/// <param name="Source">Part of the request: <c>body</c>, <c>query</c>, <c>header</c> or <c>path</c>.</param>
/// <param name="Name">Field, parameter or header; null when the part as a whole is wrong.</param>
/// <param name="Offset">Position of a JSON syntax error in code points; null otherwise.</param>
[JsonConverter(typeof(ErrorLocationConverter))]
internal readonly record struct ErrorLocation(string Source, string? Name = null, int? Offset = null);

internal sealed class ErrorLocationConverter : JsonConverter<ErrorLocation>
{
    public override ErrorLocation Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        throw new NotSupportedException("Error locations are only written.");

    public override void Write(Utf8JsonWriter writer, ErrorLocation value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(value.Source);
        if (value.Name is { } name)
        {
            writer.WriteStringValue(name);
        }

        if (value.Offset is { } offset)
        {
            writer.WriteNumberValue(offset);
        }

        writer.WriteEndArray();
    }
}
