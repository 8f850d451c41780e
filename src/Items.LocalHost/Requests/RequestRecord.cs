namespace Items.LocalHost.Requests;

/// <summary>
/// An entry of <see cref="RequestLog"/>, such as a request to the HTTP API, and what the function did for it. The log guards its
/// members.
/// </summary>
/// <param name="target">Path and query as sent.</param>
internal sealed class RequestRecord(string id, string method, string target, DateTimeOffset startedAt)
{
    /// <summary>Lines and segments of a request beyond these limits are counted, not kept.</summary>
    private const int MaximumLines = 200;
    private const int MaximumText = 64 * 1024;
    private const int MaximumSegments = 200;

    /// <summary>Characters of a reason; text of a request or of a response can be longer.</summary>
    private const int MaximumReason = 500;

    private readonly List<LogLine> _lines = [];
    private readonly List<TraceSegment> _segments = [];
    private int _keptText;

    /// <summary>The gateway's id, <c>requestContext.requestId</c>.</summary>
    public string Id => id;

    public string Method => method;

    public string Target => target;

    public DateTimeOffset StartedAt => startedAt;

    /// <summary>Increases with every change of any record; orders the records by their last change.</summary>
    public long Version { get; set; }

    /// <summary>Null until the gateway has a response, and when the client disconnected before.</summary>
    public int? Status { get; set; }

    /// <summary>From the arrival of the request to the response of the gateway; null until then.</summary>
    public TimeSpan? Duration { get; set; }

    /// <summary>Why the request was rejected or failed, as far as the gateway can tell.</summary>
    public IReadOnlyList<string> Reasons { get; set; } = [];

    /// <summary>Id of the invocation; null when the gateway responded without the function.</summary>
    public string? InvocationId { get; set; }

    /// <summary><c>1-…</c>, the id of the X-Ray trace; null without an invocation.</summary>
    public string? TraceId { get; set; }

    /// <summary>Id of the process; null until the invocation has one.</summary>
    public int? Sandbox { get; set; }

    /// <summary>Whether the process was started for this invocation.</summary>
    public bool IsCold { get; set; }

    /// <summary>Null until the invocation is complete.</summary>
    public InvocationReport? Report { get; set; }

    public IReadOnlyList<LogLine> Lines => _lines;

    public int DroppedLines { get; private set; }

    public IReadOnlyList<TraceSegment> Segments => _segments;

    public void Add(LogLine line)
    {
        if (_lines.Count == MaximumLines || _keptText + line.Text.Length > MaximumText)
        {
            DroppedLines++;
            return;
        }

        _lines.Add(line);
        _keptText += line.Text.Length;
    }

    public void Add(TraceSegment segment)
    {
        if (_segments.Count < MaximumSegments)
        {
            _segments.Add(segment);
        }
    }

    /// <summary>
    /// <see cref="Reasons"/>, and for a server error of the function the last line that it logged as an error: its
    /// response does not have the cause.
    /// </summary>
    public IEnumerable<string> AllReasons()
    {
        var all =
            Status >= 500 && _lines.FindLast(line => line.IsError) is { } error
                ? Reasons.Append($"the function logged: {error.Summary}")
                : Reasons;
        return all.Select(reason => reason.Length > MaximumReason ? $"{reason[..MaximumReason]}…" : reason);
    }
}

/// <summary>The figures of Lambda's REPORT line.</summary>
/// <param name="StartedAt">When the function received the event.</param>
/// <param name="Init">Null unless this was the first invocation of its sandbox.</param>
/// <param name="PeakMemory">Megabytes.</param>
internal sealed record InvocationReport(
    DateTimeOffset StartedAt,
    TimeSpan Duration,
    TimeSpan? Init,
    int PeakMemory
);
