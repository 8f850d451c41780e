using System.Text.Json;
using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Telemetry;

/// <summary>
/// The rules of CloudWatch's embedded metric format
/// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
/// CloudWatch ignores metrics that break one, without a message.
/// </summary>
internal static class EmbeddedMetricFormat
{
    private const int MaximumMetrics = 100;
    private const int MaximumValues = 100;
    private const int MaximumDimensions = 30;
    private const int MaximumText = 1024;

    /// <summary>Of CloudWatch's units those that metrics of a request can have.</summary>
    private static readonly string[] Units =
    [
        "Seconds",
        "Microseconds",
        "Milliseconds",
        "Bytes",
        "Percent",
        "Count",
        "Count/Second",
        "None",
    ];

    public static IReadOnlyList<string> FindErrors(JsonNode line)
    {
        List<string> errors = [];
        var metadata = line["_aws"];
        Check(errors, IsNumber(metadata?["Timestamp"]) && Age(metadata!) < TimeSpan.FromDays(14), "Timestamp");
        if (metadata?["CloudWatchMetrics"] is not JsonArray directives)
        {
            return [.. errors, "CloudWatchMetrics is no array"];
        }

        foreach (var directive in directives)
        {
            Check(errors, IsText(directive?["Namespace"]), "Namespace");
            var dimensions = directive?["Dimensions"] as JsonArray ?? [];
            Check(errors, dimensions.Count > 0, "Dimensions is no array of arrays");
            foreach (var set in dimensions)
            {
                CheckDimensions(errors, set, line);
            }

            var metrics = directive?["Metrics"] as JsonArray ?? [];
            Check(errors, metrics.Count is > 0 and <= MaximumMetrics, "number of metrics");
            var names = metrics.Select(metric => (string?)metric?["Name"]);
            Check(errors, names.Distinct().Count() == metrics.Count, "a metric occurs twice");
            foreach (var metric in metrics)
            {
                CheckMetric(errors, metric, line);
            }
        }

        return errors;
    }

    private static void CheckDimensions(List<string> errors, JsonNode? set, JsonNode line)
    {
        var names = set as JsonArray ?? [null];
        Check(errors, names.Count <= MaximumDimensions, "number of dimensions");
        foreach (var name in names)
        {
            Check(errors, IsText(name) && IsText(line[(string)name!]), $"dimension {name}");
        }
    }

    private static void CheckMetric(List<string> errors, JsonNode? metric, JsonNode line)
    {
        string name = IsText(metric?["Name"]) ? (string)metric!["Name"]! : "";
        Check(errors, name.Length > 0, "a metric without a name");
        Check(errors, metric?["Unit"] is null || Units.Contains((string?)metric["Unit"]), $"unit of {name}");
        Check(errors, metric?["StorageResolution"] is null || (int)metric["StorageResolution"]! is 1 or 60, name);
        var value = line[name];
        Check(
            errors,
            value is JsonArray { Count: > 0 and <= MaximumValues } values
                ? values.All(IsNumber)
                : IsNumber(value),
            $"value of {name}"
        );
    }

    private static TimeSpan Age(JsonNode metadata) =>
        (DateTimeOffset.UtcNow - DateTimeOffset.FromUnixTimeMilliseconds((long)metadata["Timestamp"]!)).Duration();

    private static bool IsNumber(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number;

    private static bool IsText(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.String && ((string)node!).Length is > 0 and <= MaximumText;

    private static void Check(List<string> errors, bool isValid, string error)
    {
        if (!isValid)
        {
            errors.Add(error);
        }
    }
}
