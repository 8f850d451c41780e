using Items.ColdStart.Reporting;

namespace Items.ColdStart.Load;

/// <summary>A report on the steady state for people, in Markdown.</summary>
internal static class SteadyReportText
{
    public static void Write(SteadyReport report, TextWriter output)
    {
        output.WriteLine("\nGET of one item through the local host, whose own work is part of it:\n");
        MarkdownTable.Write(
            output,
            [
                ["clients", "answers/s", "p50 ms", "p90 ms", "p99 ms", "max ms"],
                .. report.Latencies.Select(it =>
                    (string[])
                        [
                            $"{it.Clients}",
                            $"{it.AnswersPerSecond:N0}",
                            $"{it.Latency.P50:N2}",
                            $"{it.Latency.P90:N2}",
                            $"{it.Latency.P99:N2}",
                            $"{it.Latency.Max:N2}",
                        ]
                ),
            ]
        );

        output.WriteLine("\nAllocated by each call:\n");
        MarkdownTable.Write(
            output,
            [
                ["operation", "KiB"],
                .. report.Allocations.Select(it =>
                    (string[])[it.Operation, it.Bytes is { } bytes ? $"{bytes / 1024:N1}" : "not even"]
                ),
            ]
        );

        output.WriteLine("\nMemory of one sandbox that serves all operations in turn:\n");
        MarkdownTable.Write(
            output,
            [
                ["calls", "RSS KiB", "PSS KiB", "anonymous KiB"],
                .. report.Memory.Select(it =>
                    (string[])
                        [
                            $"{it.Calls:N0}",
                            $"{it.Memory.Rss:N0}",
                            $"{it.Memory.Pss:N0}",
                            $"{it.Memory.Anonymous:N0}",
                        ]
                ),
            ]
        );
        var growth = report.Growth;
        string verdict = growth.Verdict switch
        {
            Verdict.NoGrowth => "no growth",
            Verdict.Growth => "it grows",
            _ => "not clear, more --calls would tell",
        };
        output.WriteLine(
            $"\nFrom 20 % of the calls on, RSS changes by {growth.Slope:N0} ± {2 * growth.Error:N0} KiB per 100,000 calls; "
                + $"the limit is {MemoryGrowth.Limit:N0}: {verdict}."
        );
    }
}
