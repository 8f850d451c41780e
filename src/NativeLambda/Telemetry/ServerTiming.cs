using System.Diagnostics;
using System.Globalization;

namespace NativeLambda.Telemetry;

/// <summary>
/// The value of the header <c>Server-Timing</c> (https://www.w3.org/TR/server-timing/), which makes cold starts visible to
/// clients. In milliseconds: <c>db</c>, waiting for the database; <c>total</c>, the whole invocation; and in the response to
/// the first invocation of a sandbox <c>cold</c> and <c>init</c>, from the first statement of the program to the end of INIT.
/// </summary>
/// <param name="processStart"><see cref="Stopwatch"/> timestamp of the program's first statement.</param>
public sealed class ServerTiming(long processStart)
{
    public const string Header = "server-timing";

    private string _coldStart = "";

    /// <summary>Ends INIT.</summary>
    public void EndInit()
    {
        double init = Stopwatch.GetElapsedTime(processStart).TotalMilliseconds;
        _coldStart = string.Create(CultureInfo.InvariantCulture, $"cold, init;dur={init:F2}, ");
    }

    /// <param name="isColdStart">Whether the invocation is the first one of the process.</param>
    /// <param name="database">Time spent waiting for the database.</param>
    /// <param name="total">Time since the event was received.</param>
    /// <returns>The header's value.</returns>
    public string Value(bool isColdStart, TimeSpan database, TimeSpan total) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(isColdStart ? _coldStart : "")}db;dur={database.TotalMilliseconds:F2}, total;dur={total.TotalMilliseconds:F2}"
        );
}
