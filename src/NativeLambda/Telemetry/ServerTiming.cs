using System.Diagnostics;
using System.Globalization;

namespace NativeLambda.Telemetry;

/// <summary>
/// Measures the header <c>Server-Timing</c> (https://www.w3.org/TR/server-timing/), which makes cold starts visible to
/// clients. In milliseconds: <c>db</c>, waiting for the database; <c>total</c>, the whole invocation; and in the first
/// response of a sandbox <c>cold</c> and <c>init</c>, from the first statement of the program to the end of INIT. For one
/// invocation at a time.
/// </summary>
/// <param name="processStart"><see cref="Stopwatch"/> timestamp of the program's first statement.</param>
/// <param name="databaseTime">Total time spent waiting for the database since the start.</param>
public sealed class ServerTiming(long processStart, Func<TimeSpan> databaseTime)
{
    public const string Header = "server-timing";

    private string _coldStart = "";
    private long _start;
    private TimeSpan _waitedBefore;

    /// <summary>Ends INIT.</summary>
    public void EndInit() => _coldStart = $"cold, {Metric("init", Stopwatch.GetElapsedTime(processStart))}, ";

    public void StartInvocation()
    {
        _start = Stopwatch.GetTimestamp();
        _waitedBefore = databaseTime();
    }

    /// <returns>The header's value.</returns>
    public string EndInvocation()
    {
        string coldStart = _coldStart;
        _coldStart = "";
        string db = Metric("db", databaseTime() - _waitedBefore);
        return $"{coldStart}{db}, {Metric("total", Stopwatch.GetElapsedTime(_start))}";
    }

    private static string Metric(string name, TimeSpan duration) =>
        string.Create(CultureInfo.InvariantCulture, $"{name};dur={duration.TotalMilliseconds:F2}");
}
