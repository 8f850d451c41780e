namespace Items.ColdStart.Sandboxes;

/// <summary>Figures of a process from <c>/proc</c>: https://man7.org/linux/man-pages/man5/proc.5.html</summary>
internal static class ProcessFigures
{
    /// <returns>Page faults served from memory, and those that needed a disk.</returns>
    public static (long Minor, long Major) PageFaults(int processId)
    {
        // The name is in parentheses and may hold any character, so fields are counted from its end.
        string text = File.ReadAllText($"/proc/{processId}/stat");
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[7]), long.Parse(fields[9]));
    }

    /// <returns>The most memory that the process has had so far, in megabytes.</returns>
    public static double PeakMemory(int processId)
    {
        const string field = "VmHWM:";
        string line = File.ReadLines($"/proc/{processId}/status")
            .First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.AsSpan()[field.Length..^"kB".Length]) / 1024.0;
    }
}
