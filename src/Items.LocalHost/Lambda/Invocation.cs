namespace Items.LocalHost.Lambda;

/// <summary>One invocation of the function: its event, its result, and when it is complete.</summary>
/// <param name="eventJson">UTF-8.</param>
/// <param name="traceRoot"><c>Root=1-…</c></param>
internal sealed class Invocation(ReadOnlyMemory<byte> eventJson, string traceRoot)
{
    private readonly TaskCompletionSource<InvocationResult> _result = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TaskCompletionSource _completed = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    public string RequestId { get; } = Guid.NewGuid().ToString();

    public ReadOnlyMemory<byte> Event => eventJson;

    // Without active tracing nothing is sampled, but the header always has its three parts.
    public string TraceId { get; } = $"{traceRoot};Parent={Ids.Hex(8)};Sampled=0";

    /// <summary>When the function times out.</summary>
    public DateTimeOffset Deadline { get; set; }

    /// <summary>Available as soon as the function has responded or failed, before the invocation is complete.</summary>
    public Task<InvocationResult> Result => _result.Task;

    /// <summary>Completes when the function has responded and requested its next event.</summary>
    public Task Completed => _completed.Task;

    public void Respond(ReadOnlyMemory<byte> payload) =>
        _result.TrySetResult(new InvocationResult(payload, null));

    public void Fail(string errorType) => _result.TrySetResult(new InvocationResult(default, errorType));

    public void Complete() => _completed.TrySetResult();
}

/// <param name="Payload">The function's response.</param>
/// <param name="ErrorType">Such as <c>Runtime.ExitError</c>; null when the function responded.</param>
internal readonly record struct InvocationResult(ReadOnlyMemory<byte> Payload, string? ErrorType)
{
    /// <summary>As many sandboxes as the concurrency limit allows are busy.</summary>
    public static readonly InvocationResult Throttled = new(default, "TooManyRequestsException");

    public bool IsThrottled => this == Throttled;
}
