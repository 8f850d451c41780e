using System.Text.Json;

namespace Items.LocalHost.Requests;

/// <summary>A metric of one log line in CloudWatch's embedded metric format.</summary>
/// <param name="Unit">Such as Milliseconds or Count.</param>
/// <param name="Values">One, or all values of an array.</param>
/// <remarks>
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
/// </remarks>
internal sealed record MetricValue(string Name, string Unit, IReadOnlyList<double> Values)
{
    /// <summary>The metrics that the member <c>_aws</c> defines; their values are members of the root.</summary>
    public static IReadOnlyList<MetricValue> ReadAll(JsonElement root)
    {
        if (
            !root.TryGetProperty("_aws", out var aws)
            || aws.ValueKind != JsonValueKind.Object
            || !aws.TryGetProperty("CloudWatchMetrics", out var directives)
        )
        {
            return [];
        }

        List<MetricValue> metrics = [];
        foreach (var definition in Items(directives).SelectMany(Definitions))
        {
            if (
                Text(definition, "Name") is { } name
                && root.TryGetProperty(name, out var value)
                && Numbers(value) is { Length: > 0 } numbers
            )
            {
                metrics.Add(new MetricValue(name, Text(definition, "Unit") ?? "None", numbers));
            }
        }

        return metrics;
    }

    private static IEnumerable<JsonElement> Definitions(JsonElement directive) =>
        directive.ValueKind == JsonValueKind.Object && directive.TryGetProperty("Metrics", out var metrics)
            ? Items(metrics).Where(metric => metric.ValueKind == JsonValueKind.Object)
            : [];

    private static JsonElement.ArrayEnumerator Items(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static double[] Numbers(JsonElement value)
    {
        IEnumerable<JsonElement> items = value.ValueKind == JsonValueKind.Array ? Items(value) : [value];
        return
        [
            .. items
                .Where(item => item.ValueKind == JsonValueKind.Number)
                .Select(item => item.GetDouble())
                // Infinity, which 1e999 is read as, could not be written as JSON.
                .Where(double.IsFinite),
        ];
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
