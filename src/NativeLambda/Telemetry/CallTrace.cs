namespace NativeLambda.Telemetry;

/// <summary>The calls of other services in the current invocation, for X-Ray; failed attempts included.</summary>
/// <param name="daemon">Receives a subsegment of each attempt when the invocation is sampled; null for no traces.</param>
public sealed class CallTrace(XRayDaemon? daemon)
{
    private readonly List<Subsegment> _subsegments = [];
    private TraceHeader _trace;

    public void StartInvocation(TraceHeader trace) => _trace = trace;

    /// <summary>Starts an attempt.</summary>
    /// <param name="service">Name of the called service.</param>
    /// <param name="target">Value of <c>X-Amz-Target</c>, which ends in a dot and the name of the operation.</param>
    /// <param name="table">Null when the call has no table, or several.</param>
    /// <returns>The subsegment of the attempt; null when the invocation is not sampled.</returns>
    public Subsegment? Start(string service, string target, string region, string? table = null)
    {
        if (daemon is null || !_trace.IsSampled)
        {
            return null;
        }

        var subsegment = new Subsegment(_trace, service, target, region, table);
        _subsegments.Add(subsegment);
        return subsegment;
    }

    /// <summary>Sends the subsegments of the invocation.</summary>
    public void Send()
    {
        if (_subsegments.Count > 0)
        {
            daemon!.Send(_subsegments);
            _subsegments.Clear();
        }
    }
}
