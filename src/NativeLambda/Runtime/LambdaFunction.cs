using NativeLambda.Telemetry;

namespace NativeLambda.Runtime;

/// <summary>Passes each event to the function of its source.</summary>
/// <param name="http">For HTTP APIs and Function URLs.</param>
/// <param name="queue">For SQS; null when no queue invokes the function.</param>
public sealed class LambdaFunction(HttpFunction http, QueueFunction? queue = null)
{
    private readonly FunctionTelemetry _telemetry = http.Telemetry;

    /// <summary>Never throws: whatever the event is, the result is a response or an error.</summary>
    public InvocationResult Handle(Invocation invocation, CancellationToken cancellationToken)
    {
        var context = _telemetry.StartInvocation(invocation.RequestId, invocation.TraceHeader);
        return (EventOrigins.Peek(invocation.Event.Span), queue) switch
        {
            (EventOrigin.Http, _) => http.Handle(invocation.Event, context, cancellationToken),
            (EventOrigin.Queue, { } messages) => messages.Handle(invocation.Event, cancellationToken),
            _ => Unsupported(),
        };
    }

    /// <summary>Writes the log line and sends the trace of the invocation whose response has been sent.</summary>
    public void AfterResponse()
    {
        http.WriteLine();
        _telemetry.EndInvocation();
    }

    private FunctionError Unsupported()
    {
        _telemetry.Log.Write(LogEvents.UnsupportedEvent);
        return FunctionError.UnsupportedEvent;
    }
}
