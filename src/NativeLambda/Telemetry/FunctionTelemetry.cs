namespace NativeLambda.Telemetry;

/// <summary>What a function reports: log, metrics and traces, of one invocation at a time.</summary>
/// <param name="metricsNamespace">CloudWatch's namespace of the metrics.</param>
/// <param name="daemon">Null for no traces.</param>
public sealed class FunctionTelemetry(Log log, string metricsNamespace, XRayDaemon? daemon)
{
    private bool _hasStarted;

    public Log Log => log;

    internal EmbeddedMetrics Metrics { get; } = new(metricsNamespace);

    public TableCalls TableCalls { get; } = new();

    public CallTrace Trace { get; } = new(daemon);

    /// <param name="requestId">Lambda's id of the invocation.</param>
    /// <param name="traceHeader">As Lambda sent it; null when it did not.</param>
    /// <returns>The context of the lines that are written until <see cref="EndInvocation"/>.</returns>
    public InvocationContext StartInvocation(string requestId, string? traceHeader)
    {
        var trace = new TraceHeader(traceHeader);
        var context = new InvocationContext(requestId, trace.Root, IsColdStart: !_hasStarted);
        _hasStarted = true;
        log.Invocation = context;
        TableCalls.StartInvocation();
        Trace.StartInvocation(trace);
        return context;
    }

    /// <summary>Sends the trace. Called after the response, so that the client does not wait for it.</summary>
    public void EndInvocation()
    {
        Trace.Send();
        log.Invocation = null;
    }
}
