using System.Globalization;
using System.Runtime.InteropServices;

namespace Items.Testing;

/// <summary>Signals by their numbers on Linux.</summary>
public enum Signal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}

/// <summary>Reads <c>/proc</c> (https://man7.org/linux/man-pages/man5/proc.5.html) and sends signals.</summary>
public static partial class LinuxProcess
{
    /// <summary>CLOCK_THREAD_CPUTIME_ID: https://man7.org/linux/man-pages/man3/clock_gettime.3.html</summary>
    private const int ThreadCpuTimeClock = 3;

    /// <summary>Does nothing when there is no such process.</summary>
    public static void Send(int pid, Signal signal) => _ = Kill(pid, (int)signal);

    /// <returns>The state letter, such as T for stopped; null when there is no such process.</returns>
    public static char? State(int pid) => Stat(pid)?.State;

    /// <summary>False for a zombie, which has ended and waits for its parent to collect it.</summary>
    public static bool IsRunning(int pid) => State(pid) is not (null or 'Z');

    public static bool IsStopped(int pid) => State(pid) is 'T';

    public static string? Name(int pid) => Stat(pid)?.Name;

    /// <returns>Id of the session that the process belongs to; null when there is no such process.</returns>
    public static int? Session(int pid) => Stat(pid)?.Session;

    public static IReadOnlyList<int> Children(int pid) => [.. ByParent()[pid]];

    /// <returns>Children, their children and so on.</returns>
    public static IReadOnlyList<int> Descendants(int pid)
    {
        var byParent = ByParent();
        return [.. Below(pid)];

        IEnumerable<int> Below(int parent) =>
            byParent[parent].SelectMany(child => Below(child).Prepend(child));
    }

    /// <summary>Unlike a clock, it does not advance while other threads and processes use the CPU.</summary>
    public static TimeSpan CpuTimeOfCurrentThread()
    {
        if (ClockGetTime(ThreadCpuTimeClock, out var time) != 0)
        {
            throw new InvalidOperationException("the CPU time of the thread is not available");
        }

        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0);
    }

    private static ILookup<int?, int> ByParent() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .ToLookup(pid => Stat(pid)?.Parent);

    /// <summary>The name is in parentheses and may itself hold parentheses and spaces.</summary>
    private static (string Name, char State, int Parent, int Session)? Stat(int pid)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{pid}/stat");
            int close = text.LastIndexOf(')');
            string[] fields = text[(close + 2)..].Split(' ');
            return (
                text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..close],
                fields[0][0],
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                int.Parse(fields[3], CultureInfo.InvariantCulture)
            );
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>https://man7.org/linux/man-pages/man3/timespec.3type.html</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Timespec(long Seconds, long Nanoseconds);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out Timespec time);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
