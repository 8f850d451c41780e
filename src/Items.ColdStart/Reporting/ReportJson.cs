using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Items.ColdStart.Load;
using Items.ColdStart.Steady;

namespace Items.ColdStart.Reporting;

/// <summary>Writes reports as JSON.</summary>
[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(LoadReport))]
[JsonSerializable(typeof(SteadyReport))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    Converters = [typeof(MeasuredDouble), typeof(MeasuredDecimal)]
)]
internal sealed partial class ReportJson : JsonSerializerContext
{
    /// <param name="file">Null to write nothing.</param>
    public static void Write<T>(string? file, T report, JsonTypeInfo<T> type)
    {
        if (file is not null)
        {
            File.WriteAllText(file, JsonSerializer.Serialize(report, type) + "\n");
        }
    }
}
