using System.Text.Json;
using System.Text.Json.Serialization;

namespace Items.Client;

/// <summary>
/// A field of an <see cref="ItemPatch"/> that can be cleared: the default value is not sent, null clears the field, and text
/// replaces it. Text and null convert to it: <c>new ItemPatch { Description = null }</c>.
/// </summary>
[JsonConverter(typeof(OptionalTextConverter))]
public readonly record struct OptionalText
{
    /// <summary>Whether the field is sent.</summary>
    public bool IsSet { get; private init; }

    /// <summary>Null clears the field if <see cref="IsSet"/>.</summary>
    public string? Value { get; private init; }

    public static implicit operator OptionalText(string? value) => new() { IsSet = true, Value = value };
}

internal sealed class OptionalTextConverter : JsonConverter<OptionalText>
{
    public override bool HandleNull => true;

    public override OptionalText Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.GetString();

    public override void Write(Utf8JsonWriter writer, OptionalText value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
