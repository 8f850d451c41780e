using System.Text.Json;

namespace NativeLambda.Telemetry;

/// <summary>The calls of tables in the current invocation, failed attempts included.</summary>
/// <param name="daemon">Receives a subsegment of each attempt when the invocation is sampled; null for no traces.</param>
public sealed class TableCalls(XRayDaemon? daemon)
{
    private readonly List<Subsegment> _subsegments = [];
    private TraceHeader _trace;

    public int Count { get; private set; }

    /// <summary>Attempts that the table rejected because of its capacity.</summary>
    public int Throttled { get; private set; }

    /// <summary>Total time spent waiting for connections and responses.</summary>
    public TimeSpan TimeWaited { get; private set; }

    public void StartInvocation(TraceHeader trace)
    {
        _trace = trace;
        Count = 0;
        Throttled = 0;
        TimeWaited = TimeSpan.Zero;
    }

    /// <summary>Counts an attempt.</summary>
    /// <param name="service">Name of the called service.</param>
    /// <param name="target">Value of <c>X-Amz-Target</c>, which ends in a dot and the name of the operation.</param>
    /// <param name="table">Null when the call has several tables.</param>
    /// <returns>The subsegment of the attempt; null when the invocation is not sampled.</returns>
    public Subsegment? Start(string service, string target, string region, string? table)
    {
        Count++;
        if (daemon is null || !_trace.IsSampled)
        {
            return null;
        }

        var subsegment = new Subsegment(_trace, service, target, region, table);
        _subsegments.Add(subsegment);
        return subsegment;
    }

    public void AddThrottle() => Throttled++;

    public void AddWait(TimeSpan time) => TimeWaited += time;

    /// <summary>Writes the fields of a log line.</summary>
    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteNumber("table_calls"u8, Count);
        json.WriteNumber("table_ms"u8, Math.Round(TimeWaited.TotalMilliseconds, 3));
    }

    /// <summary>Sends the subsegments of the invocation.</summary>
    public void SendTrace()
    {
        if (_subsegments.Count > 0)
        {
            daemon!.Send(_subsegments);
            _subsegments.Clear();
        }
    }
}
