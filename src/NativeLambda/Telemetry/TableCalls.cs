using System.Text.Json;

namespace NativeLambda.Telemetry;

/// <summary>Number and duration of the calls of tables in the current invocation, failed attempts included.</summary>
public sealed class TableCalls
{
    public int Count { get; private set; }

    /// <summary>Attempts that the table rejected because of its capacity.</summary>
    public int Throttled { get; private set; }

    /// <summary>Total time spent waiting for connections and responses.</summary>
    public TimeSpan TimeWaited { get; private set; }

    public void StartInvocation()
    {
        Count = 0;
        Throttled = 0;
        TimeWaited = TimeSpan.Zero;
    }

    /// <summary>Counts an attempt.</summary>
    public void Add() => Count++;

    public void AddThrottle() => Throttled++;

    public void AddWait(TimeSpan time) => TimeWaited += time;

    /// <summary>Writes the fields of a log line.</summary>
    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteNumber("table_calls"u8, Count);
        json.WriteNumber("table_ms"u8, Math.Round(TimeWaited.TotalMilliseconds, 3));
    }
}
