namespace Items.ColdStart;

/// <summary>The measurements of one start. Times are in milliseconds, memory in megabytes.</summary>
/// <param name="Init">From exec to the first <c>next</c>.</param>
/// <param name="First">From sending the first event to its response.</param>
/// <param name="Cpu">CPU time of the process up to the first response.</param>
/// <param name="PageFaults">Up to the first response, minor and major.</param>
/// <param name="PeakMemory">Up to the first response.</param>
/// <param name="MemoryAfterCalls">After the warm calls.</param>
/// <param name="WarmMedian">From sending an event to its response.</param>
/// <param name="Warm99">The 99th percentile of the same.</param>
internal sealed record Sample(
    double Init,
    double First,
    double Cpu,
    double PageFaults,
    double PeakMemory,
    double MemoryAfterCalls,
    double WarmMedian,
    double Warm99,
    double CallsPerSecond
)
{
    public double Cold => Init + First;
}
