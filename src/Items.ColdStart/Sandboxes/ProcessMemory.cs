using Items.LocalHost;

namespace Items.ColdStart.Sandboxes;

/// <summary>Memory of a process, in KiB.</summary>
/// <param name="Rss">All that is in memory.</param>
/// <param name="Pss">As RSS, but memory that processes share is divided between them.</param>
/// <param name="Anonymous">Heaps and stacks, without memory that is backed by a file.</param>
/// <remarks>https://www.kernel.org/doc/html/latest/filesystems/proc.html</remarks>
internal sealed record ProcessMemory(long Rss, long Pss, long Anonymous)
{
    /// <exception cref="HostError">The process has ended.</exception>
    public static ProcessMemory Read(int processId)
    {
        try
        {
            // Not /proc/PID/status, whose figures are updated late.
            return Parse(File.ReadAllText($"/proc/{processId}/smaps_rollup"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HostError($"the memory of process {processId} cannot be read: {error.Message}");
        }
    }

    internal static ProcessMemory Parse(string rollup)
    {
        var fields = Fields(rollup);
        return new ProcessMemory(fields["Rss:"], fields["Pss:"], fields["Anonymous:"]);
    }

    /// <returns>The most memory that a process has had so far.</returns>
    public static long ReadPeak(int processId) =>
        Fields(File.ReadAllText($"/proc/{processId}/status"))["VmHWM:"];

    /// <returns>Page faults so far, including those that needed a disk.</returns>
    public static long ReadPageFaults(int processId)
    {
        // The name is in parentheses and may hold any character, so fields are counted from its end.
        string text = File.ReadAllText($"/proc/{processId}/stat");
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[7]) + long.Parse(fields[9]);
    }

    /// <param name="text">Has lines such as <c>Rss:                1756 kB</c>.</param>
    private static Dictionary<string, long> Fields(string text) =>
        text.Split('\n')
            .Select(line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Where(line => line is [_, _, "kB"])
            .ToDictionary(line => line[0], line => long.Parse(line[1]));
}
