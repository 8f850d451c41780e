namespace Items.ColdStart.Load;

/// <summary>A line on a terminal that is overwritten every second with the state of a load test.</summary>
internal sealed class LiveLine : IDisposable
{
    private const string ClearLine = "\r\e[K";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly TextWriter _terminal;
    private readonly LoadMonitor _monitor;
    private readonly Timer _timer;

    private LiveLine(TextWriter terminal, LoadMonitor monitor)
    {
        _terminal = terminal;
        _monitor = monitor;
        _timer = new Timer(_ => Write(), state: null, Interval, Interval);
    }

    /// <returns>Null when standard error is not a terminal.</returns>
    public static LiveLine? Start(LoadMonitor monitor) =>
        Console.IsErrorRedirected ? null : new LiveLine(Console.Error, monitor);

    /// <summary>Removes the line.</summary>
    public void Dispose()
    {
        using var ended = new ManualResetEvent(initialState: false);
        if (_timer.Dispose(ended))
        {
            ended.WaitOne();
        }

        _terminal.Write(ClearLine);
    }

    private void Write()
    {
        var (rate, latency, errors) = _monitor.ReadInterval();
        string times = latency is null ? "" : $"  p50 {latency.P50:N2} ms  p99 {latency.P99:N2} ms";
        _terminal.Write($"{ClearLine}{rate:N0} responses/s{times}  errors {errors:N0}");
    }
}
