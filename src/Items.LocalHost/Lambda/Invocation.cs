namespace Items.LocalHost.Lambda;

/// <summary>One call of the function: the event on its way in, the answer on its way out.</summary>
/// <param name="eventJson">UTF-8.</param>
/// <param name="traceRoot"><c>Root=1-…</c></param>
internal sealed class Invocation(ReadOnlyMemory<byte> eventJson, string traceRoot)
{
    private readonly TaskCompletionSource<InvocationResult> _answer = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string RequestId { get; } = Guid.NewGuid().ToString();

    public ReadOnlyMemory<byte> Event => eventJson;

    // Without active tracing nothing is sampled, but the header always has its three parts.
    public string TraceId { get; } = $"{traceRoot};Parent={Ids.Hex(8)};Sampled=0";

    /// <summary>When the function times out.</summary>
    public DateTimeOffset Deadline { get; set; }

    /// <summary>What the caller gets, as soon as it is known.</summary>
    public Task<InvocationResult> Answer => _answer.Task;

    /// <summary>The function has answered and asked for its next event.</summary>
    public Task Done => _done.Task;

    public void Respond(ReadOnlyMemory<byte> payload) =>
        _answer.TrySetResult(new InvocationResult(payload, null));

    public void Fail(string errorType) => _answer.TrySetResult(new InvocationResult(default, errorType));

    public void Finish() => _done.TrySetResult();
}

/// <param name="Payload">What the function responded.</param>
/// <param name="ErrorType">Such as <c>Runtime.ExitError</c>; null when the function responded.</param>
internal readonly record struct InvocationResult(ReadOnlyMemory<byte> Payload, string? ErrorType)
{
    /// <summary>Every sandbox that the concurrency limit allows is busy.</summary>
    public static readonly InvocationResult Throttled = new(default, "TooManyRequestsException");

    public bool IsThrottled => this == Throttled;
}
