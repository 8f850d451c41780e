using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Items.LocalHost;

namespace Items.ColdStart.Load;

/// <param name="Memory">Megabytes.</param>
internal sealed record LoadReport(
    Uri Target,
    DateTimeOffset At,
    int Memory,
    Prices Prices,
    IReadOnlyList<LoadResult> Results
);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LoadReport))]
internal sealed partial class LoadJson : JsonSerializerContext;

internal static class ReportFile
{
    /// <exception cref="HostError">The file cannot be written.</exception>
    public static async Task WriteAsync<T>(string file, T report, JsonTypeInfo<T> type)
    {
        try
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(report, type) + "\n");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new HostError($"the report cannot be written: {failure.Message}");
        }
    }
}
