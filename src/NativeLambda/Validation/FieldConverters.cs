using System.Text.Json;
using System.Text.Json.Serialization;

namespace NativeLambda.Validation;

/// <summary>
/// Chooses the converter by an attribute on the type, not in the options: options with converters of their own would
/// disable the serializer's generated fast path for types that are only written.
/// </summary>
public sealed class FieldConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => true;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        typeToConvert == typeof(Field<string>) ? new TextFieldConverter()
        : typeToConvert == typeof(Field<decimal>) ? new DecimalFieldConverter()
        : typeToConvert == typeof(Field<int>) ? new Int32FieldConverter()
        : typeToConvert == typeof(Field<bool>) ? new BooleanFieldConverter()
        : throw new NotSupportedException($"{typeToConvert} is not supported: see {nameof(Field<string>)}.");
}

internal abstract class FieldConverter<T>(ErrorKind wrongType) : JsonConverter<Field<T>>
{
    public override bool HandleNull => true;

    public override Field<T> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return Field<T>.Null(wrongType);
        }

        var error = ReadValue(ref reader, out var value);
        reader.Skip();
        return error is { } kind ? Field<T>.Invalid(kind) : Field<T>.Of(value!);
    }

    public override void Write(Utf8JsonWriter writer, Field<T> value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Fields are only read.");

    /// <returns>Null when the value is valid.</returns>
    protected abstract ErrorKind? ReadValue(ref Utf8JsonReader reader, out T? value);
}

internal sealed class TextFieldConverter() : FieldConverter<string>(ErrorKind.StringType)
{
    protected override ErrorKind? ReadValue(ref Utf8JsonReader reader, out string? value)
    {
        value = null;
        if (reader.TokenType != JsonTokenType.String)
        {
            return ErrorKind.StringType;
        }

        try
        {
            value = reader.GetString();
            return null;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, or bytes that are not UTF-8.
            return ErrorKind.StringUnicode;
        }
    }
}

/// <summary>Reads numbers without rounding.</summary>
internal sealed class DecimalFieldConverter() : FieldConverter<decimal>(ErrorKind.FloatType)
{
    protected override ErrorKind? ReadValue(ref Utf8JsonReader reader, out decimal value)
    {
        value = 0;
        return reader.TokenType != JsonTokenType.Number ? ErrorKind.FloatType
            : ExactDecimal.TryParse(reader.ValueSpan, out value) ? null
            : ErrorKind.DecimalMaxDigits(ExactDecimal.MaximumDigits);
    }
}

internal sealed class Int32FieldConverter() : FieldConverter<int>(ErrorKind.IntType)
{
    protected override ErrorKind? ReadValue(ref Utf8JsonReader reader, out int value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out value)
            ? null
            : ErrorKind.IntType;
    }
}

internal sealed class BooleanFieldConverter() : FieldConverter<bool>(ErrorKind.BoolType)
{
    protected override ErrorKind? ReadValue(ref Utf8JsonReader reader, out bool value)
    {
        value = reader.TokenType == JsonTokenType.True;
        return value || reader.TokenType == JsonTokenType.False ? null : ErrorKind.BoolType;
    }
}
