namespace Items.LocalHost.Requests;

/// <summary>
/// The last requests to the HTTP API and the function URL, batches of queues and events of <c>invoke</c>, with their log
/// lines, metrics and traces, and the totals of all metrics. What invokes the function, sandboxes and trace listener add to
/// it; the page at <c>/_local</c> and the terminal show it.
/// </summary>
internal sealed class RequestLog(RequestTerminal terminal, TimeProvider clock)
{
    /// <summary>How many requests are kept.</summary>
    public const int Capacity = 500;

    private readonly Lock _lock = new();
    private readonly RequestRecord[] _ring = new RequestRecord[Capacity];
    private readonly MetricTotals _metrics = new();
    private long _started;
    private long _version;

    /// <summary>Increases with every change.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <param name="id"><c>requestContext.requestId</c></param>
    /// <param name="target">Path and query as sent.</param>
    public RequestRecord Start(string id, string method, string target)
    {
        var record = new RequestRecord(id, method, target, clock.GetUtcNow());
        lock (_lock)
        {
            _ring[_started++ % Capacity] = record;
            Touch(record);
        }

        return record;
    }

    /// <param name="traceId"><c>1-…</c></param>
    public void Invoke(RequestRecord record, string invocationId, string traceId)
    {
        lock (_lock)
        {
            record.InvocationId = invocationId;
            record.TraceId = traceId;
        }
    }

    /// <summary>The gateway has a response, or the client disconnected before.</summary>
    /// <param name="status">Null when the client disconnected.</param>
    public void Complete(RequestRecord record, int? status, TimeSpan duration, IReadOnlyList<string> reasons)
    {
        RequestSummary summary;
        lock (_lock)
        {
            record.Status = status;
            record.Duration = duration;
            record.Reasons = reasons;
            Touch(record);
            summary = RequestSummary.Of(record);
        }

        terminal.Write(summary);
    }

    /// <summary>A sandbox has begun to work on an invocation.</summary>
    /// <param name="sandbox">Id of the process.</param>
    /// <param name="isCold">Whether it was started for this invocation.</param>
    public void Assign(string invocationId, int sandbox, bool isCold)
    {
        lock (_lock)
        {
            if (Find(record => record.InvocationId == invocationId) is { } record)
            {
                record.Sandbox = sandbox;
                record.IsCold = isCold;
                Touch(record);
            }
        }
    }

    public void Add(string invocationId, InvocationReport report)
    {
        lock (_lock)
        {
            if (Find(record => record.InvocationId == invocationId) is { } record)
            {
                record.Report = report;
                Touch(record);
            }
        }
    }

    /// <summary>A line that a sandbox wrote.</summary>
    /// <param name="invocationId">The invocation that the sandbox worked on; a line may name another one itself.</param>
    public void AddOutput(string? invocationId, string text)
    {
        var line = LogLine.Parse(text);
        Add(line.InvocationId ?? invocationId, line);
        terminal.Write(line);
    }

    /// <inheritdoc cref="AddOutput"/>
    public void AddError(string? invocationId, string text)
    {
        var line = LogLine.Parse(text);
        Add(line.InvocationId ?? invocationId, line);
        terminal.WriteError(text);
    }

    public void Add(TraceSegment segment)
    {
        lock (_lock)
        {
            if (Find(record => record.TraceId == segment.TraceId) is { } record)
            {
                record.Add(segment);
                Touch(record);
            }
        }
    }

    /// <summary>The records that have changed since a version, newest first, and the totals.</summary>
    public RequestChanges ChangesSince(long version)
    {
        lock (_lock)
        {
            return new RequestChanges(
                _version,
                [.. Newest().Where(record => record.Version > version).Select(RequestSummary.Of)],
                [.. _metrics.All.Select(MetricSummary.Of)]
            );
        }
    }

    /// <returns>Null when the request is not kept.</returns>
    public RequestDetails? Find(string id)
    {
        lock (_lock)
        {
            return Find(record => record.Id == id) is { } record ? RequestDetails.Of(record) : null;
        }
    }

    private void Add(string? invocationId, LogLine line)
    {
        lock (_lock)
        {
            foreach (var metric in line.Metrics)
            {
                _metrics.Add(metric);
            }

            if (invocationId is not null && Find(record => record.InvocationId == invocationId) is { } record)
            {
                record.Add(line);
                Touch(record);
            }
        }
    }

    // The newest records are the most likely ones, so this is faster than to maintain an index.
    private RequestRecord? Find(Func<RequestRecord, bool> isWanted) => Newest().FirstOrDefault(isWanted);

    private IEnumerable<RequestRecord> Newest()
    {
        for (long number = _started - 1; number >= 0 && number >= _started - Capacity; number--)
        {
            yield return _ring[number % Capacity];
        }
    }

    private void Touch(RequestRecord record) => record.Version = ++_version;
}
