using Items.ColdStart.Reporting;
using Items.ColdStart.Steady;

namespace Items.ColdStart.Budgets;

/// <summary>The figures that vary little between runs and machines, by their names in the budget.</summary>
internal static class Figures
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "zipBytes",
        "bootstrapBytes",
        "pageFaults",
        "memoryAfterCallsMb",
        "allocatedBytesPerGet",
        "coldToFloor",
        "cpuToFloor",
    ];

    /// <returns>Null for ratios when the floor was skipped, and for figures that could not be measured.</returns>
    public static Dictionary<string, double?> Of(Report report, Allocation get)
    {
        var package = report.Contestants[0];
        var ours = report.Results.First(it => it.Contestant == package.Name);
        var floor = report.Results.FirstOrDefault(it => it.Contestant == Report.Floor);
        return new()
        {
            ["zipBytes"] = package.Bytes.Zip,
            ["bootstrapBytes"] = package.Bytes.Bootstrap,
            ["pageFaults"] = ours[Metric.PageFaults].Median,
            ["memoryAfterCallsMb"] = ours[Metric.MemoryAfterCalls].Median,
            ["allocatedBytesPerGet"] = get.Bytes,
            // The floor does the same work on the same machine at the same time. The fast starts of both are compared,
            // because other load can only make a start slower.
            ["coldToFloor"] = ours[Metric.Cold].P10 / floor?[Metric.Cold].P10,
            ["cpuToFloor"] = ours[Metric.Cpu].P10 / floor?[Metric.Cpu].P10,
        };
    }
}
