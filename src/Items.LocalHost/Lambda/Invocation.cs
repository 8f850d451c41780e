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

    /// <summary>Whether the caller receives a response while the function still writes it.</summary>
    public bool AcceptsStream { get; init; }

    /// <summary>Header of the runtime. Every trace is sampled: the page at <c>/_local</c> shows it.</summary>
    public string TraceHeader { get; } = $"{traceRoot};Parent={Ids.Hex(8)};Sampled=1";

    /// <summary>When the function times out.</summary>
    public DateTimeOffset Deadline { get; set; }

    /// <summary>Available as soon as the function has responded, begun a stream or failed, before the invocation is complete.</summary>
    public Task<InvocationResult> Result => _result.Task;

    /// <summary>Whether the whole response has been received, so that the sandbox will be free in a moment.</summary>
    public bool HasResponded { get; private set; }

    /// <summary>Completes when the function has responded and requested its next event.</summary>
    public Task Completed => _completed.Task;

    public void Respond(ReadOnlyMemory<byte> payload) => End(new InvocationResult(payload, null));

    /// <param name="reason">Why, for the developer.</param>
    public void Fail(string errorType, string reason) =>
        End(new InvocationResult(default, new FunctionError(errorType, reason)));

    /// <returns>False when the function has responded already.</returns>
    public bool TryBeginStream(ResponseStream stream) =>
        _result.TrySetResult(new InvocationResult(default, null) { Stream = stream });

    /// <summary>The stream has ended.</summary>
    /// <param name="error">Null when the response is complete.</param>
    public void EndStream(ResponseStream stream, FunctionError? error)
    {
        HasResponded = true;
        stream.End(error);
    }

    public void Complete() => _completed.TrySetResult();

    private void End(InvocationResult result)
    {
        HasResponded = true;
        _result.TrySetResult(result);
    }
}

/// <param name="Payload">The function's response.</param>
/// <param name="Error">Null when the function responded.</param>
internal readonly record struct InvocationResult(ReadOnlyMemory<byte> Payload, FunctionError? Error)
{
    /// <summary>The response, when the function streams it to a caller that accepts that; else null.</summary>
    public ResponseStream? Stream { get; init; }

    /// <summary>As many sandboxes as the concurrency limit allows are busy.</summary>
    public static InvocationResult Throttled(int concurrency) =>
        new(
            default,
            new FunctionError(FunctionError.Throttled, $"the concurrency limit of {concurrency} is reached")
        );
}

/// <param name="Type">Such as <c>Runtime.ExitError</c>.</param>
/// <param name="Reason">For the developer; neither client nor function receives it.</param>
internal sealed record FunctionError(string Type, string Reason)
{
    public const string Throttled = "TooManyRequestsException";
}
