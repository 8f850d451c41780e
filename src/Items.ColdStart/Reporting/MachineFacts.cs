using System.Globalization;
using System.Runtime.InteropServices;

namespace Items.ColdStart.Reporting;

/// <summary>The machine of the measurement; times of different machines cannot be compared.</summary>
internal sealed record MachineFacts(
    string Cpu,
    int Cores,
    double MemoryGigabytes,
    string Kernel,
    string System,
    string Date
)
{
    public static MachineFacts Read() =>
        new(
            Value("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
            Environment.ProcessorCount,
            Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9, 1),
            $"{File.ReadAllText("/proc/sys/kernel/ostype").Trim()} {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}",
            RuntimeInformation.OSDescription,
            DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)
        );

    private static string? Value(string file, string name) =>
        File.ReadLines(file)
            .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))
            ?.Split(':', 2)[1]
            .Trim();
}
