using Items.ColdStart.Reporting;

namespace Items.ColdStart.Load;

/// <summary>A load report for people, in Markdown.</summary>
internal static class LoadReportText
{
    public static void Write(LoadReport report, TextWriter output)
    {
        var results = report.Results;
        output.WriteLine($"\n{report.Target}\n");
        MarkdownTable.Write(
            output,
            [
                ["clients", "answers/s", "p50 ms", "p90 ms", "p99 ms", "max ms", "connect p50 ms"],
                .. results.Select(it =>
                    (string[])
                        [
                            $"{it.Clients}",
                            Text(it.AnswersPerSecond),
                            .. Columns(it.Latency),
                            Text(it.Latency?.Max),
                            Text(it.Connects?.P50),
                        ]
                ),
            ]
        );
        output.WriteLine(
            "\nTimes are of the 2xx answers, without connecting; answers/s counts all answers.\n"
        );

        MarkdownTable.Write(
            output,
            [
                ["clients", "status", "answers", "p50 ms", "p90 ms", "p99 ms"],
                .. results.SelectMany(result =>
                    result.Statuses.Select(it =>
                        (string[])
                            [$"{result.Clients}", $"{it.Status}", $"{it.Answers:N0}", .. Columns(it.Latency)]
                    )
                ),
            ]
        );
        foreach (
            var (result, failure) in results.SelectMany(it => it.Failures.Select(failure => (it, failure)))
        )
        {
            output.WriteLine(
                $"\n{result.Clients} clients: no answer to {failure.Requests:N0}: {failure.Reason}"
            );
        }

        if (results.Any(it => it.Timed > 0))
        {
            WriteTimed(report, output);
        }
        else if (results.Any(it => it.Latency is not null))
        {
            WriteHowTo(output);
        }
    }

    private static void WriteTimed(LoadReport report, TextWriter output)
    {
        output.WriteLine("\nCold starts, from Server-Timing:\n");
        MarkdownTable.Write(
            output,
            [
                [
                    "clients",
                    "cold",
                    "init p50 ms",
                    "init p90 ms",
                    "total p50 ms",
                    "total p90 ms",
                    "latency p50 ms",
                    "latency p90 ms",
                ],
                .. report.Results.Select(it =>
                    (string[])
                        [
                            $"{it.Clients}",
                            $"{it.Cold?.Answers ?? 0:N0} of {it.Timed:N0}",
                            Text(it.Cold?.Init?.P50),
                            Text(it.Cold?.Init?.P90),
                            Text(it.Cold?.Total?.P50),
                            Text(it.Cold?.Total?.P90),
                            Text(it.Cold?.Latency.P50),
                            Text(it.Cold?.Latency.P90),
                        ]
                ),
            ]
        );
        output.WriteLine($"\nCost of 10,000 requests at {report.Memory} MB, in USD:\n");
        MarkdownTable.Write(
            output,
            [
                ["clients", "billed ms each", "compute", "requests", "HTTP API", "sum"],
                .. report.Results.Select(it =>
                    (string[])
                        [
                            $"{it.Clients}",
                            Text(it.Billed?.MillisecondsEach),
                            Money(it.Billed?.Per10000Requests.Compute),
                            Money(it.Billed?.Per10000Requests.Requests),
                            Money(it.Billed?.Per10000Requests.Gateway),
                            Money(it.Billed?.Per10000Requests.Sum),
                        ]
                ),
            ]
        );
        var prices = report.Prices;
        string source =
            prices == Prices.UsEast1X86 ? "AWS's for us-east-1 and x86, no free tier" : "as given";
        output.WriteLine(
            $"""

            Prices {source}: {prices.GbSecond} a GB-second, {prices.Requests} a million requests to Lambda, {prices.Gateway} a million to the HTTP API.
            Billed is total, and init of the cold ones, of each invocation, rounded up to a millisecond. Lambda also bills the little before and after that the function cannot see; its REPORT lines have it.
            """
        );
    }

    private static void WriteHowTo(TextWriter output) =>
        output.WriteLine(
            """

            No answer had the function's Server-Timing header, so neither cold starts nor billed time can be seen.
            Deploy with the environment variable ITEMS_SERVER_TIMING=on and measure again.
            """
        );

    private static string[] Columns(Percentiles? times) =>
        [Text(times?.P50), Text(times?.P90), Text(times?.P99)];

    private static string Text(double? number) => number?.ToString("N2") ?? "-";

    private static string Money(decimal? dollars) => dollars?.ToString("0.00000") ?? "-";
}
