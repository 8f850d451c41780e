using System.Text.Json;

namespace NativeLambda.Telemetry;

/// <summary>
/// Metrics that are part of a log line, in CloudWatch's embedded metric format
/// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
/// Their dimensions are <c>service</c> and <c>function_name</c>, which each line has. More dimensions would be more
/// metrics, and each is paid for.
/// </summary>
internal sealed class EmbeddedMetrics(string metricsNamespace)
{
    private readonly List<(string Name, string Unit, double Value)> _metrics = [];

    public void AddMilliseconds(string name, double value) => _metrics.Add((name, "Milliseconds", value));

    /// <summary>Adds nothing when the count is 0.</summary>
    public void AddCount(string name, int count)
    {
        if (count > 0)
        {
            _metrics.Add((name, "Count", count));
        }
    }

    /// <summary>Adds 1 when the event has happened.</summary>
    public void AddCount(string name, bool hasHappened) => AddCount(name, hasHappened ? 1 : 0);

    /// <summary>Writes the metrics and removes them.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject("_aws"u8);
        json.WriteNumber("Timestamp"u8, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        json.WriteStartArray("CloudWatchMetrics"u8);
        json.WriteStartObject();
        json.WriteString("Namespace"u8, metricsNamespace);
        json.WritePropertyName("Dimensions"u8);
        json.WriteRawValue("""[["service","function_name"]]"""u8, skipInputValidation: true);
        json.WriteStartArray("Metrics"u8);
        foreach (var (name, unit, _) in _metrics)
        {
            json.WriteStartObject();
            json.WriteString("Name"u8, name);
            json.WriteString("Unit"u8, unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        foreach (var (name, _, value) in _metrics)
        {
            json.WriteNumber(name, value);
        }

        _metrics.Clear();
    }
}
