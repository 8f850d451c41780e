using System.Diagnostics;
using System.Globalization;
using Items.Api.DynamoDb;

namespace Items.Api.Telemetry;

/// <summary>
/// Says in the header <c>Server-Timing</c> (https://www.w3.org/TR/server-timing/) where the time of an answer went, so
/// that a cold start can be seen from outside. Milliseconds: <c>db</c>, waiting for the table; <c>total</c>, the whole
/// invocation; and on the first answer of a sandbox <c>cold</c> and <c>init</c>, from the program's first statement to
/// its asking for the first event.
/// </summary>
/// <param name="processStart">Timestamp of the program's first statement.</param>
/// <param name="dynamoDb">Whose waiting is counted.</param>
internal sealed class ServerTiming(long processStart, DynamoDbClient dynamoDb)
{
    public const string Header = "server-timing";

    private TimeSpan? _init;

    /// <summary>Ends INIT: what is measured from now on is an answer to somebody.</summary>
    public void EndInit() => _init = Stopwatch.GetElapsedTime(processStart);

    public Measurement Start() => new(this, Stopwatch.GetTimestamp(), dynamoDb.TimeWaited);

    /// <summary>One invocation under way.</summary>
    public readonly record struct Measurement(ServerTiming Timing, long Start, TimeSpan WaitedBefore)
    {
        /// <returns>The header's value.</returns>
        public string End() => Timing.Describe(Stopwatch.GetElapsedTime(Start), WaitedBefore);
    }

    private string Describe(TimeSpan total, TimeSpan waitedBefore)
    {
        double waited = (dynamoDb.TimeWaited - waitedBefore).TotalMilliseconds;
        string warm = string.Create(
            CultureInfo.InvariantCulture,
            $"db;dur={waited:F2}, total;dur={total.TotalMilliseconds:F2}"
        );
        if (_init is not { } init)
        {
            return warm;
        }

        _init = null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"cold, init;dur={init.TotalMilliseconds:F2}, {warm}"
        );
    }
}
