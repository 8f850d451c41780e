using Items.ColdStart.Load;
using Items.ColdStart.Reporting;

namespace Items.ColdStart.Budgets;

/// <summary>The figures of a report that do not depend on the machine's mood, by their names in the budget.</summary>
internal static class Figures
{
    private static readonly IReadOnlyList<(string Name, Func<Entrant, Result, double> Value)> OfFunction =
    [
        ("zipBytes", (entrant, _) => entrant.Bytes.Zip),
        ("bootstrapBytes", (entrant, _) => entrant.Bytes.Bootstrap),
        ("pageFaults", (_, result) => result[Metric.PageFaults].Median),
        ("memoryAfterCallsMb", (_, result) => result[Metric.MemoryAfterCalls].Median),
    ];

    // The floor does the same work on the same machine in the same minute. Of both the fast starts count, since
    // neighbours can only make a start slower.
    private static readonly IReadOnlyList<(string Name, Metric Metric)> OfRatios =
    [
        ("coldToFloor", Metric.Cold),
        ("cpuToFloor", Metric.Cpu),
    ];

    private const string AllocatedBytes = "allocatedBytesPerGet";

    public static IReadOnlyList<string> Names { get; } =
    [.. OfFunction.Select(it => it.Name), AllocatedBytes, .. OfRatios.Select(it => it.Name)];

    /// <returns>Null for ratios where the floor did not take part, and for what could not be told.</returns>
    public static Dictionary<string, double?> Of(Report report, Allocation get)
    {
        var entrant = report.Contestants[0];
        var ours = report.Results.First(it => it.Contestant == entrant.Name);
        var floor = report.Results.FirstOrDefault(it => it.Contestant == Report.Floor);
        return OfFunction
            .Select(it => KeyValuePair.Create(it.Name, (double?)it.Value(entrant, ours)))
            .Append(KeyValuePair.Create(AllocatedBytes, get.Bytes))
            .Concat(
                OfRatios.Select(it =>
                    KeyValuePair.Create(it.Name, ours[it.Metric].P10 / floor?[it.Metric].P10)
                )
            )
            .ToDictionary(StringComparer.Ordinal);
    }
}
