using Items.LocalHost;

namespace Items.ColdStart.Sandboxes;

/// <summary>Memory of a process, in KiB.</summary>
/// <param name="Rss">All that is in memory.</param>
/// <param name="Pss">As RSS, but memory that processes share is divided between them.</param>
/// <param name="Anonymous">Heaps and stacks, without memory that is backed by a file.</param>
internal sealed record ProcessMemory(long Rss, long Pss, long Anonymous)
{
    /// <exception cref="HostError">The process has ended.</exception>
    public static ProcessMemory Read(int processId)
    {
        try
        {
            // Not /proc/PID/status, whose figures are updated late: https://www.kernel.org/doc/html/latest/filesystems/proc.html
            return Parse(File.ReadAllText($"/proc/{processId}/smaps_rollup"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HostError($"the memory of process {processId} cannot be read: {error.Message}");
        }
    }

    /// <param name="rollup">Lines such as <c>Rss:                1756 kB</c>.</param>
    internal static ProcessMemory Parse(string rollup)
    {
        var fields = rollup
            .Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(line => line is [_, _, "kB"])
            .ToDictionary(line => line[0], line => long.Parse(line[1]));
        return new ProcessMemory(fields["Rss:"], fields["Pss:"], fields["Anonymous:"]);
    }
}
