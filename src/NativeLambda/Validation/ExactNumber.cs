using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NativeLambda.Validation;

/// <summary>
/// A number as text, with every digit that it has: DynamoDB stores up to 38 digits and exponents up to 125, which
/// <see cref="decimal"/> and <see cref="double"/> would round.
/// </summary>
[JsonConverter(typeof(ExactNumberConverter))]
public readonly record struct ExactNumber
{
    private ExactNumber(string text) => Text = text;

    /// <summary>A valid JSON number.</summary>
    public string Text { get; }

    public static ExactNumber Of(decimal value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <returns>False for text that is not a JSON number.</returns>
    public static bool TryParse(string? text, out ExactNumber number)
    {
        number = default;
        if (text is null)
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            if (!reader.Read() || reader.TokenType != JsonTokenType.Number || reader.Read())
            {
                return false;
            }
        }
        catch (JsonException)
        {
            return false;
        }

        number = new(text);
        return true;
    }
}

public sealed class ExactNumberConverter : JsonConverter<ExactNumber>
{
    public override ExactNumber Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => throw new NotSupportedException("Exact numbers are only written.");

    public override void Write(Utf8JsonWriter writer, ExactNumber value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Text, skipInputValidation: true);
}
