using System.Text.Json;
using System.Text.Json.Serialization;

namespace Items.Api.Http;

/// <summary>
/// A member of a JSON body as the client sent it: absent, null, a value, or something that is no
/// <typeparamref name="T"/>. Reading it never throws, so one answer can name every wrong field at once.
/// </summary>
[JsonConverter(typeof(FieldConverters))]
internal readonly record struct Field<T>
{
    /// <summary>The member was in the body, even if as null.</summary>
    public bool IsPresent { get; private init; }

    /// <summary>The member was in the body as null. <see cref="Error"/> then says what a required field makes of it.</summary>
    public bool IsNull { get; private init; }

    /// <summary>Why the member is no <typeparamref name="T"/>; null when it is one or was not sent.</summary>
    public ErrorKind? Error { get; private init; }

    /// <summary>Meaningful only when <see cref="HasValue"/>.</summary>
    public T? Value { get; private init; }

    public bool HasValue => IsPresent && Error is null;

    public static Field<T> Of(T value) => new() { IsPresent = true, Value = value };

    public static Field<T> Null(ErrorKind wrongType) =>
        new()
        {
            IsPresent = true,
            IsNull = true,
            Error = wrongType,
        };

    public static Field<T> Wrong(ErrorKind error) => new() { IsPresent = true, Error = error };
}

/// <summary>
/// Chooses the converter at the type, not in the options: options with converters of their own would keep the
/// serializer from its generated code for what is only written.
/// </summary>
internal sealed class FieldConverters : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert == typeof(Field<string>) || typeToConvert == typeof(Field<decimal>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        typeToConvert == typeof(Field<string>) ? new TextFieldConverter() : new DecimalFieldConverter();
}

/// <summary>Reads text, also when it is no text or not Unicode.</summary>
internal sealed class TextFieldConverter : FieldConverter<string>
{
    protected override ErrorKind WrongType => ErrorKind.StringType;

    protected override Field<string> ReadValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return Field<string>.Wrong(WrongType);
        }

        try
        {
            return Field<string>.Of(reader.GetString()!);
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, or bytes that are not UTF-8.
            return Field<string>.Wrong(ErrorKind.StringUnicode);
        }
    }
}

/// <summary>Reads numbers exactly. A number in quotes and a boolean are no numbers.</summary>
internal sealed class DecimalFieldConverter : FieldConverter<decimal>
{
    protected override ErrorKind WrongType => ErrorKind.FloatType;

    protected override Field<decimal> ReadValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            return Field<decimal>.Wrong(WrongType);
        }

        return ExactDecimal.TryParse(reader.ValueSpan, out decimal value)
            ? Field<decimal>.Of(value)
            : Field<decimal>.Wrong(ErrorKind.DecimalMaxDigits(ExactDecimal.MaximumDigits));
    }
}

internal abstract class FieldConverter<T> : JsonConverter<Field<T>>
{
    public override bool HandleNull => true;

    protected abstract ErrorKind WrongType { get; }

    public override Field<T> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return Field<T>.Null(WrongType);
        }

        var field = ReadValue(ref reader);
        reader.Skip();
        return field;
    }

    public override void Write(Utf8JsonWriter writer, Field<T> value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Fields are only read.");

    protected abstract Field<T> ReadValue(ref Utf8JsonReader reader);
}
