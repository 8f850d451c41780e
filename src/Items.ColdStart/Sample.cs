namespace Items.ColdStart;

/// <summary>What one start of one contestant showed. Times are in milliseconds, memory in megabytes.</summary>
internal sealed record Sample
{
    /// <summary>From exec to the first <c>next</c>.</summary>
    public required double Init { get; init; }

    /// <summary>From the first event handed out to its response.</summary>
    public required double First { get; init; }

    public double Cold => Init + First;

    /// <summary>CPU time of the process up to the first response.</summary>
    public required double Cpu { get; init; }

    /// <summary>Up to the first response, minor and major.</summary>
    public required double PageFaults { get; init; }

    public required double MajorPageFaults { get; init; }

    /// <summary>Up to the first response.</summary>
    public required double PeakMemory { get; init; }

    public required double MemoryAfterCalls { get; init; }

    public required double WarmMedian { get; init; }

    public required double Warm99 { get; init; }

    public required double CallsPerSecond { get; init; }
}
