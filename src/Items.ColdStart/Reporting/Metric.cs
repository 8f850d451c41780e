namespace Items.ColdStart.Reporting;

/// <summary>A figure of a start.</summary>
/// <param name="Key">Its name in JSON.</param>
/// <param name="Title">Its name in tables, with the unit.</param>
/// <param name="Format">A .NET number format.</param>
internal sealed record Metric(string Key, string Title, string Format, Func<Sample, double> Value)
{
    public static readonly Metric Init = new("initMs", "init ms", "0.00", it => it.Init);
    public static readonly Metric First = new("firstMs", "first ms", "0.00", it => it.First);
    public static readonly Metric Cold = new("coldMs", "cold ms", "0.00", it => it.Cold);
    public static readonly Metric Cpu = new("cpuMs", "CPU ms", "0.00", it => it.Cpu);
    public static readonly Metric PageFaults = new("pageFaults", "page faults", "0", it => it.PageFaults);
    public static readonly Metric WarmMedian = new("warmP50Ms", "warm p50 ms", "0.000", it => it.WarmMedian);
    public static readonly Metric MemoryAfterCalls = new(
        "memoryAfterCallsMb",
        "RSS MB, after calls",
        "0.0",
        it => it.MemoryAfterCalls
    );

    /// <summary>Figures of the first call.</summary>
    public static readonly IReadOnlyList<Metric> Start =
    [
        Init,
        First,
        Cold,
        Cpu,
        PageFaults,
        new("peakMemoryMb", "peak RSS MB, first", "0.0", it => it.PeakMemory),
    ];

    /// <summary>Figures of the calls after the first.</summary>
    public static readonly IReadOnlyList<Metric> Steady =
    [
        WarmMedian,
        new("warmP99Ms", "warm p99 ms", "0.000", it => it.Warm99),
        new("callsPerSecond", "calls/s", "0", it => it.CallsPerSecond),
        MemoryAfterCalls,
    ];

    /// <summary>The title without the unit.</summary>
    public string ShortTitle => Title.Replace(" ms", "", StringComparison.Ordinal);
}
