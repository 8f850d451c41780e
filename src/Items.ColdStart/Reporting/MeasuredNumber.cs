using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Items.ColdStart.Reporting;

/// <summary>Writes four significant digits: measurements differ between runs by more than the fifth.</summary>
internal sealed class MeasuredDouble : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(
            double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        );
}

/// <summary>Writes six significant digits, which the prices of AWS have.</summary>
internal sealed class MeasuredDecimal : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.GetDecimal();

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(
            decimal.Parse(
                value.ToString("G6", CultureInfo.InvariantCulture),
                NumberStyles.Float,
                CultureInfo.InvariantCulture
            )
        );
}
