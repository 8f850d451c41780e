namespace Items.ColdStart.Reporting;

/// <summary>A figure of a start.</summary>
/// <param name="Key">Its name in JSON.</param>
/// <param name="Title">Its name in tables, with the unit.</param>
/// <param name="Format">A .NET number format.</param>
internal sealed record Metric(string Key, string Title, string Format)
{
    /// <summary>From exec to the first <c>next</c>.</summary>
    public static readonly Metric Init = new("initMs", "init ms", "0.00");

    /// <summary>From sending the first event to its response.</summary>
    public static readonly Metric First = new("firstMs", "first ms", "0.00");

    /// <summary><see cref="Init"/> and <see cref="First"/>.</summary>
    public static readonly Metric Cold = new("coldMs", "cold ms", "0.00");

    /// <summary>CPU time of the process up to the first response.</summary>
    public static readonly Metric Cpu = new("cpuMs", "CPU ms", "0.00");

    /// <summary>Up to the first response, minor and major.</summary>
    public static readonly Metric PageFaults = new("pageFaults", "page faults", "0");

    /// <summary>Up to the first response.</summary>
    public static readonly Metric PeakMemory = new("peakMemoryMb", "peak RSS MB, first", "0.0");

    /// <summary>From sending an event to its response, after the first.</summary>
    public static readonly Metric WarmMedian = new("warmP50Ms", "warm p50 ms", "0.000");

    /// <summary>The 99th percentile of the same.</summary>
    public static readonly Metric Warm99 = new("warmP99Ms", "warm p99 ms", "0.000");

    public static readonly Metric CallsPerSecond = new("callsPerSecond", "calls/s", "0");
    public static readonly Metric MemoryAfterCalls = new("memoryAfterCallsMb", "RSS MB, after calls", "0.0");

    /// <summary>Figures of the first call.</summary>
    public static readonly IReadOnlyList<Metric> Start = [Init, First, Cold, Cpu, PageFaults, PeakMemory];

    /// <summary>Figures of the calls after the first.</summary>
    public static readonly IReadOnlyList<Metric> Steady =
    [
        WarmMedian,
        Warm99,
        CallsPerSecond,
        MemoryAfterCalls,
    ];

    /// <summary>The title without the unit.</summary>
    public string ShortTitle => Title.Replace(" ms", "", StringComparison.Ordinal);
}
