using System.Diagnostics;
using System.Globalization;
using Items.Api.DynamoDb;

namespace Items.Api.Telemetry;

/// <summary>
/// Says in the header <c>Server-Timing</c> (https://www.w3.org/TR/server-timing/) where the time of an answer went, so
/// that a cold start can be seen from outside. Milliseconds: <c>db</c>, waiting for the table; <c>total</c>, the whole
/// invocation; and on the first answer of a sandbox <c>cold</c> and <c>init</c>, from the program's first statement to
/// its asking for the first event. Like a sandbox, for one invocation at a time.
/// </summary>
/// <param name="processStart">Timestamp of the program's first statement.</param>
/// <param name="dynamoDb">Whose waiting is counted.</param>
internal sealed class ServerTiming(long processStart, DynamoDbClient dynamoDb)
{
    public const string Header = "server-timing";

    private string _coldStart = "";
    private long _start;
    private TimeSpan _waitedBefore;

    /// <summary>Ends INIT: what is measured from now on is an answer to somebody.</summary>
    public void EndInit() => _coldStart = $"cold, {Metric("init", Stopwatch.GetElapsedTime(processStart))}, ";

    public void StartInvocation()
    {
        _start = Stopwatch.GetTimestamp();
        _waitedBefore = dynamoDb.TimeWaited;
    }

    /// <returns>The header's value.</returns>
    public string EndInvocation()
    {
        string coldStart = _coldStart;
        _coldStart = "";
        string db = Metric("db", dynamoDb.TimeWaited - _waitedBefore);
        return $"{coldStart}{db}, {Metric("total", Stopwatch.GetElapsedTime(_start))}";
    }

    private static string Metric(string name, TimeSpan duration) =>
        string.Create(CultureInfo.InvariantCulture, $"{name};dur={duration.TotalMilliseconds:F2}");
}
