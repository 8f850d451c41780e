using Items.ColdStart.Reporting;

namespace Items.ColdStart.Steady;

/// <param name="Latency">Includes the work of the local host: gateway, Runtime API, freezing the process.</param>
internal sealed record SteadyLatency(int Clients, double ResponsesPerSecond, Percentiles Latency);

/// <summary>The result of a steady-state measurement; the content of the file of <c>--json</c>.</summary>
internal sealed record SteadyReport(
    DateTimeOffset At,
    IReadOnlyList<SteadyLatency> Latencies,
    IReadOnlyList<Allocation> Allocations,
    IReadOnlyList<PeakMemory> Peaks,
    IReadOnlyList<MemorySample> Memory,
    MemoryGrowth Growth
)
{
    /// <summary>Writes the report as Markdown.</summary>
    public void Write(TextWriter output)
    {
        output.WriteLine("\nGET of one item through the local host, whose own work is part of it:\n");
        MarkdownTable.Write(
            output,
            Latencies,
            ("clients", it => $"{it.Clients}"),
            ("responses/s", it => $"{it.ResponsesPerSecond:N0}"),
            ("p50 ms", it => $"{it.Latency.P50:N2}"),
            ("p90 ms", it => $"{it.Latency.P90:N2}"),
            ("p99 ms", it => $"{it.Latency.P99:N2}"),
            ("max ms", it => $"{it.Latency.Max:N2}")
        );
        output.WriteLine("\nAllocated by each call:\n");
        MarkdownTable.Write(
            output,
            Allocations,
            ("operation", it => it.Operation),
            ("KiB", it => it.Bytes is { } bytes ? $"{bytes / 1024:N1}" : "unknown")
        );
        output.WriteLine("\nPeak memory of a new sandbox with responses of one kind:\n");
        MarkdownTable.Write(
            output,
            Peaks,
            ("response", it => it.Response),
            ("RSS KiB", it => $"{it.Rss:N0}")
        );
        output.WriteLine("\nMemory of one sandbox that serves all operations in turn:\n");
        MarkdownTable.Write(
            output,
            Memory,
            ("calls", it => $"{it.Calls:N0}"),
            ("RSS KiB", it => $"{it.Memory.Rss:N0}"),
            ("PSS KiB", it => $"{it.Memory.Pss:N0}"),
            ("anonymous KiB", it => $"{it.Memory.Anonymous:N0}")
        );
        string verdict = Growth.Verdict switch
        {
            Verdict.NoGrowth => "no growth",
            Verdict.Growth => "growth",
            _ => "unclear, measure again with more --calls",
        };
        output.WriteLine(
            $"\nAfter the first 20 % of the calls, RSS changes by {Growth.Slope:N0} ± {2 * Growth.Error:N0} KiB per 100,000 calls; "
                + $"the limit is {MemoryGrowth.Limit:N0}: {verdict}."
        );
    }
}
