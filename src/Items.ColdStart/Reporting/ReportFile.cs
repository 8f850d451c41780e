using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Items.ColdStart.Load;
using Items.ColdStart.Steady;
using Items.LocalHost;

namespace Items.ColdStart.Reporting;

/// <summary>Writes reports as JSON.</summary>
internal static class ReportFile
{
    /// <exception cref="HostError">The file cannot be written.</exception>
    public static void Write<T>(string file, T report, JsonTypeInfo<T> type)
    {
        try
        {
            File.WriteAllText(file, JsonSerializer.Serialize(report, type) + "\n");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HostError($"the report cannot be written: {error.Message}");
        }
    }
}

[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(LoadReport))]
[JsonSerializable(typeof(SteadyReport))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class ReportJson : JsonSerializerContext;
