using Items.ColdStart.Reporting;

namespace Items.ColdStart.Load;

/// <summary>The result of a load test; the content of the file of <c>--json</c>.</summary>
/// <param name="Memory">Megabytes.</param>
internal sealed record LoadReport(
    string Method,
    Uri Target,
    DateTimeOffset At,
    int Memory,
    Prices Prices,
    IReadOnlyList<LoadResult> Results
)
{
    /// <summary>Writes the report as Markdown.</summary>
    public void Write(TextWriter output)
    {
        output.WriteLine($"\n{Method} {Target}\n");
        MarkdownTable.Write(
            output,
            Results,
            ("clients", it => $"{it.Clients}"),
            ("responses/s", it => Text(it.ResponsesPerSecond)),
            ("p50 ms", it => Text(it.Latency?.P50)),
            ("p90 ms", it => Text(it.Latency?.P90)),
            ("p99 ms", it => Text(it.Latency?.P99)),
            ("max ms", it => Text(it.Latency?.Max)),
            ("connect p50 ms", it => Text(it.Connects?.P50))
        );
        string latency = Results.Any(it => it.Schedule is not null)
            ? "from the scheduled time of the request, with connecting"
            : "without connecting";
        output.WriteLine($"\nTimes are of the 2xx responses, {latency}; responses/s counts all responses.\n");
        MarkdownTable.Write(
            output,
            Results.SelectMany(it => it.Statuses.Select(status => (it.Clients, Count: status))),
            ("clients", it => $"{it.Clients}"),
            ("status", it => $"{it.Count.Status}"),
            ("responses", it => $"{it.Count.Responses:N0}"),
            ("p50 ms", it => Text(it.Count.Latency.P50)),
            ("p90 ms", it => Text(it.Count.Latency.P90)),
            ("p99 ms", it => Text(it.Count.Latency.P99))
        );
        foreach (var result in Results)
        {
            WriteSchedule(output, result);
            foreach (var failure in result.Failures)
            {
                output.WriteLine(
                    $"\n{result.Clients} clients: no response to {failure.Requests:N0}: {failure.Reason}"
                );
            }
        }

        if (Results.Any(it => it.Timed > 0))
        {
            WriteColdStarts(output);
            WriteCost(output);
        }
        else if (Results.Any(it => it.Latency is not null))
        {
            output.WriteLine(
                """

                No response had the function's Server-Timing header, so cold starts and billed time are unknown.
                Deploy with the parameter ServerTiming=on and measure again.
                """
            );
        }
    }

    private static void WriteSchedule(TextWriter output, LoadResult result)
    {
        if (result.Schedule is { Late: 0, Unsent: 0 } kept)
        {
            output.WriteLine(
                $"\n{result.Clients} clients: all {kept.Requests:N0} requests were sent on schedule."
            );
        }
        else if (result.Schedule is { } missed)
        {
            output.WriteLine(
                $"\n{result.Clients} clients could not keep the rate of {missed.Rate:0.###}/s: "
                    + $"of {missed.Requests:N0} requests {missed.Late:N0} were sent late, by up to {missed.MaximumDelay:N0} ms, "
                    + $"and {missed.Unsent:N0} not at all. More clients (--concurrency) help unless this machine or the API is at its limit."
            );
        }
    }

    private void WriteColdStarts(TextWriter output)
    {
        output.WriteLine("\nCold starts, from Server-Timing:\n");
        MarkdownTable.Write(
            output,
            Results,
            ("clients", it => $"{it.Clients}"),
            ("cold", it => $"{it.Cold?.Responses ?? 0:N0} of {it.Timed:N0}"),
            ("init p50 ms", it => Text(it.Cold?.Init?.P50)),
            ("init p90 ms", it => Text(it.Cold?.Init?.P90)),
            ("total p50 ms", it => Text(it.Cold?.Total?.P50)),
            ("total p90 ms", it => Text(it.Cold?.Total?.P90)),
            ("latency p50 ms", it => Text(it.Cold?.Latency.P50)),
            ("latency p90 ms", it => Text(it.Cold?.Latency.P90))
        );
    }

    private void WriteCost(TextWriter output)
    {
        output.WriteLine($"\nCost of 10,000 requests at {Memory} MB, in USD:\n");
        MarkdownTable.Write(
            output,
            Results,
            ("clients", it => $"{it.Clients}"),
            ("billed ms each", it => Text(it.Billed?.MillisecondsEach)),
            ("compute", it => Money(it.Billed?.Per10000Requests.Compute)),
            ("requests", it => Money(it.Billed?.Per10000Requests.Requests)),
            ("HTTP API", it => Money(it.Billed?.Per10000Requests.Gateway)),
            ("sum", it => Money(it.Billed?.Per10000Requests.Sum))
        );
        string source =
            Prices == Prices.UsEast1X86 ? "of AWS for us-east-1 and x86, without the free tier" : "as given";
        output.WriteLine(
            $"""

            Prices {source}: {Prices.GbSecond} a GB-second, {Prices.Requests} a million requests to Lambda, {Prices.Gateway} a million to the HTTP API.
            Billed time is total, plus init of cold starts, of each invocation, rounded up to a millisecond. Lambda also bills some time before and after that, which the function cannot measure; its REPORT lines have it.
            """
        );
    }

    private static string Text(double? number) => number?.ToString("N2") ?? "-";

    private static string Money(decimal? dollars) => dollars?.ToString("0.00000") ?? "-";
}
