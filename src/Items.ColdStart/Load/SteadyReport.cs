namespace Items.ColdStart.Load;

/// <summary>Through the local host: what its gateway, Runtime API and freezing take is part of it.</summary>
internal sealed record SteadyLatency(int Clients, double AnswersPerSecond, Percentiles Latency);

internal sealed record SteadyReport(
    DateTimeOffset At,
    IReadOnlyList<SteadyLatency> Latencies,
    IReadOnlyList<Allocation> Allocations,
    IReadOnlyList<MemorySample> Memory,
    MemoryGrowth Growth
);
