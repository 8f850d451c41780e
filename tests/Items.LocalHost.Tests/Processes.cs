using System.Diagnostics;

namespace Items.LocalHost.Tests;

/// <summary>Reads the state of processes from <c>/proc</c>.</summary>
internal static class Processes
{
    /// <summary>The state letter of proc(5), such as T for stopped; null when there is no such process.</summary>
    public static char? State(int id)
    {
        try
        {
            // The name may contain spaces and parentheses: 123 (boot strap) S …
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return null;
        }
    }

    public static bool IsRunning(int id) => State(id) is not (null or 'Z');

    /// <summary>Ids of the process's children.</summary>
    public static int[] ChildrenOf(int id) =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(Path.GetFileName)
                .Where(name => int.TryParse(name, out _))
                .Select(int.Parse!)
                .Where(child => ParentOf(child) == id),
        ];

    public static async Task SignalAsync(int id, string signal)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{signal} {id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Polls: the kernel does not notify about changes of a process.</summary>
    public static async Task WaitUntilAsync(Func<bool> isTrue, string what)
    {
        for (var waited = Stopwatch.StartNew(); !isTrue(); await Task.Delay(5))
        {
            if (waited.Elapsed > TimeSpan.FromSeconds(15))
            {
                throw new TimeoutException(what);
            }
        }
    }

    /// <summary>Id of the session that the process belongs to.</summary>
    public static int Session(int id) => Field(id, 3);

    private static int ParentOf(int id) => Field(id, 1);

    /// <param name="index">Counted from the state letter, which is field 0 here and 3 in proc(5).</param>
    private static int Field(int id, int index)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[index]);
        }
        catch (IOException)
        {
            return -1;
        }
    }
}
