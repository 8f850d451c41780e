using System.Text.Json;

namespace Items.LocalHost.Requests;

/// <summary>A segment or subsegment document of X-Ray.</summary>
/// <param name="TraceId"><c>1-…</c></param>
/// <param name="Operation">Such as GetItem; null when the segment is not a call of AWS.</param>
/// <param name="Start">Seconds since 1970.</param>
/// <param name="End">Null while it is in progress.</param>
/// <param name="Status">HTTP status of the call; null without one.</param>
/// <param name="HasFailed">Whether it has an error, a fault or a throttle.</param>
/// <remarks>https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html</remarks>
internal sealed record TraceSegment(
    string TraceId,
    string Name,
    string? Operation,
    double Start,
    double? End,
    int? Status,
    bool HasFailed
)
{
    /// <summary>The documents of a datagram to the X-Ray daemon, with their nested subsegments; none when it is malformed.</summary>
    public static IReadOnlyList<TraceSegment> ReadDatagram(ReadOnlyMemory<byte> datagram)
    {
        // {"format": "json", "version": 1}, a line feed, the document.
        int header = datagram.Span.IndexOf((byte)'\n');
        try
        {
            using var document = JsonDocument.Parse(datagram[(header + 1)..]);
            return Text(document.RootElement, "trace_id") is { } traceId
                ? [.. Read(document.RootElement, traceId)]
                : [];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Not JSON, or a member of the wrong type.
            return [];
        }
    }

    private static IEnumerable<TraceSegment> Read(JsonElement json, string traceId)
    {
        if (Text(json, "name") is { } name && Number(json, "start_time") is { } start)
        {
            yield return new TraceSegment(
                traceId,
                name,
                Member(json, "aws") is { } aws ? Text(aws, "operation") : null,
                start,
                Number(json, "end_time"),
                Member(json, "http") is { } http && Member(http, "response") is { } response
                    ? (int?)Number(response, "status")
                    : null,
                IsTrue(json, "error") || IsTrue(json, "fault") || IsTrue(json, "throttle")
            );
        }

        if (Member(json, "subsegments") is { ValueKind: JsonValueKind.Array } nested)
        {
            foreach (var segment in nested.EnumerateArray().SelectMany(child => Read(child, traceId)))
            {
                yield return segment;
            }
        }
    }

    private static JsonElement? Member(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement json, string name) => Member(json, name)?.GetString();

    // Infinity, which 1e999 is read as, could not be written as JSON.
    private static double? Number(JsonElement json, string name) =>
        Member(json, name)?.GetDouble() is { } number && double.IsFinite(number) ? number : null;

    private static bool IsTrue(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.True };
}
