using System.Globalization;
using Items.LocalHost;

namespace Items.ColdStart.Sandboxes;

/// <summary>Memory of a process, in KiB.</summary>
/// <param name="Rss">All that is in memory.</param>
/// <param name="Pss">With what other processes share counted in part.</param>
/// <param name="Anonymous">Heaps and stacks: what is no part of a file.</param>
internal sealed record ProcessMemory(long Rss, long Pss, long Anonymous)
{
    /// <exception cref="HostError">The process is gone.</exception>
    public static ProcessMemory Read(int pid)
    {
        try
        {
            // Not /proc/PID/status, whose figures lag behind: https://www.kernel.org/doc/html/latest/filesystems/proc.html
            return Parse(File.ReadAllText($"/proc/{pid}/smaps_rollup"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new HostError($"the memory of process {pid} cannot be read: {failure.Message}");
        }
    }

    /// <param name="rollup">Lines such as <c>Rss:                1756 kB</c>.</param>
    internal static ProcessMemory Parse(string rollup)
    {
        var fields = rollup
            .Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(line => line is [_, _, "kB"])
            .ToDictionary(
                line => line[0],
                line => long.Parse(line[1], CultureInfo.InvariantCulture),
                StringComparer.Ordinal
            );
        return new ProcessMemory(fields["Rss:"], fields["Pss:"], fields["Anonymous:"]);
    }
}
