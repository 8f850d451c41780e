using Items.ColdStart.Reporting;
using Items.ColdStart.Steady;

namespace Items.ColdStart.Budgets;

/// <summary>The figures that vary little between runs and machines, by their names in the budget.</summary>
internal static class Figures
{
    private static readonly IReadOnlyList<(
        string Name,
        Func<ContestantPackage, Result, double> Value
    )> OfFunction =
    [
        ("zipBytes", (package, _) => package.Bytes.Zip),
        ("bootstrapBytes", (package, _) => package.Bytes.Bootstrap),
        ("pageFaults", (_, result) => result[Metric.PageFaults].Median),
        ("memoryAfterCallsMb", (_, result) => result[Metric.MemoryAfterCalls].Median),
    ];

    // The floor does the same work on the same machine at the same time. The fast starts of both are compared, because
    // other load can only make a start slower.
    private static readonly IReadOnlyList<(string Name, Metric Metric)> OfRatios =
    [
        ("coldToFloor", Metric.Cold),
        ("cpuToFloor", Metric.Cpu),
    ];

    private const string AllocatedBytes = "allocatedBytesPerGet";

    public static IReadOnlyList<string> Names { get; } =
    [.. OfFunction.Select(it => it.Name), AllocatedBytes, .. OfRatios.Select(it => it.Name)];

    /// <returns>Null for ratios when the floor was skipped, and for figures that could not be measured.</returns>
    public static Dictionary<string, double?> Of(Report report, Allocation get)
    {
        var package = report.Contestants[0];
        var ours = report.Results.First(it => it.Contestant == package.Name);
        var floor = report.Results.FirstOrDefault(it => it.Contestant == Report.Floor);
        Dictionary<string, double?> figures = new() { [AllocatedBytes] = get.Bytes };
        foreach (var (name, value) in OfFunction)
        {
            figures[name] = value(package, ours);
        }

        foreach (var (name, metric) in OfRatios)
        {
            figures[name] = ours[metric].P10 / floor?[metric].P10;
        }

        return figures;
    }
}
