using System.Text.Json;

namespace NativeLambda.Telemetry;

internal static class JsonFields
{
    /// <summary>Writes nothing when the value is null.</summary>
    public static void WriteOptional(this Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
