using System.Text.Json.Serialization;

namespace Items.LocalHost.Requests;

/// <param name="Version">Of the newest change.</param>
/// <param name="Requests">Newest first.</param>
/// <param name="Metrics">Totals since the start of the host.</param>
internal sealed record RequestChanges(
    long Version,
    IReadOnlyList<RequestSummary> Requests,
    IReadOnlyList<MetricSummary> Metrics
);

/// <summary>A row of the list of requests.</summary>
/// <param name="Path">Path and query as sent.</param>
/// <param name="Status">Null while the request is in progress, and after the client disconnected.</param>
/// <param name="Milliseconds">Null while the request is in progress.</param>
/// <param name="Sandbox">Id of the process.</param>
internal sealed record RequestSummary(
    string Id,
    DateTimeOffset Time,
    string Method,
    string Path,
    int? Status,
    double? Milliseconds,
    bool Cold,
    int? Sandbox,
    IReadOnlyList<string> Reasons
)
{
    public static RequestSummary Of(RequestRecord record) =>
        new(
            record.Id,
            record.StartedAt,
            record.Method,
            record.Target,
            record.Status,
            record.Duration?.TotalMilliseconds,
            record.IsCold,
            record.Sandbox,
            [.. record.AllReasons()]
        );
}

/// <summary>Everything that is kept of a request.</summary>
/// <param name="Function">Null until the invocation is complete.</param>
/// <param name="DroppedLines">Log lines over the limit.</param>
internal sealed record RequestDetails(
    RequestSummary Request,
    string? InvocationId,
    string? TraceId,
    FunctionSummary? Function,
    IReadOnlyList<LineSummary> Lines,
    int DroppedLines,
    IReadOnlyList<MetricValue> Metrics,
    IReadOnlyList<TraceSegment> Segments
)
{
    public static RequestDetails Of(RequestRecord record) =>
        new(
            RequestSummary.Of(record),
            record.InvocationId,
            record.TraceId,
            record.Report is { } report
                ? new FunctionSummary(
                    report.StartedAt,
                    report.Duration.TotalMilliseconds,
                    report.Init?.TotalMilliseconds,
                    report.PeakMemory
                )
                : null,
            [
                .. record.Lines.Select(line => new LineSummary(
                    line.Level,
                    line.Message,
                    line.Exception,
                    line.Text
                )),
            ],
            record.DroppedLines,
            [.. record.Lines.SelectMany(line => line.Metrics)],
            [.. record.Segments.OrderBy(segment => segment.Start)]
        );
}

/// <param name="Started">When the function received the event.</param>
/// <param name="Milliseconds">Duration of the invocation in the function.</param>
/// <param name="InitMilliseconds">Null unless the process was started for this invocation.</param>
/// <param name="PeakMemory">Megabytes.</param>
internal sealed record FunctionSummary(
    DateTimeOffset Started,
    double Milliseconds,
    double? InitMilliseconds,
    int PeakMemory
);

/// <inheritdoc cref="LogLine"/>
internal sealed record LineSummary(string? Level, string? Message, string? Exception, string Text);

/// <param name="Count">How many values.</param>
internal sealed record MetricSummary(string Name, string Unit, long Count, double Sum, double P50, double P99)
{
    public static MetricSummary Of(MetricTotal total) =>
        new(total.Name, total.Unit, total.Count, total.Sum, total.Percentile(0.5), total.Percentile(0.99));
}

/// <summary>The JSON of these types.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RequestChanges))]
[JsonSerializable(typeof(RequestDetails))]
internal sealed partial class RequestJsonContext : JsonSerializerContext;
