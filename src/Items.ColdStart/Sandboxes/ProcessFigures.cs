using System.Globalization;

namespace Items.ColdStart.Sandboxes;

/// <summary>What <c>/proc</c> says about a process: https://man7.org/linux/man-pages/man5/proc.5.html</summary>
internal static class ProcessFigures
{
    /// <returns>Page faults served from memory, and those that had to wait for a disk.</returns>
    public static (long Minor, long Major) PageFaults(int pid)
    {
        // The name is in parentheses and may hold anything, so the fields are counted from its end.
        string text = File.ReadAllText($"/proc/{pid}/stat");
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[7]), Number(fields[9]));
    }

    /// <summary>Most memory that it has had, in megabytes.</summary>
    public static double PeakMemory(int pid) => Status(pid, "VmHWM:");

    private static double Status(int pid, string name)
    {
        string line = File.ReadLines($"/proc/{pid}/status")
            .First(line => line.StartsWith(name, StringComparison.Ordinal));
        return Number(line.AsSpan()[name.Length..^2].Trim()) / 1024.0;
    }

    private static long Number(ReadOnlySpan<char> text) => long.Parse(text, CultureInfo.InvariantCulture);
}
