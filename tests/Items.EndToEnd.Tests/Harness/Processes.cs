using System.Globalization;
using System.Runtime.InteropServices;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>Looks at processes through <c>/proc</c> and sends them signals.</summary>
internal static partial class Processes
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Signal(int pid, int signal) => _ = Send(pid, signal);

    /// <summary>False for a zombie too: it has ended and only waits to be collected.</summary>
    public static bool IsAlive(int pid) => State(pid) is not (null or 'Z');

    public static bool IsFrozen(int pid) => State(pid) is 'T';

    public static string? Name(int pid) => Stat(pid)?.Name;

    /// <returns>Children, their children and so on.</returns>
    public static IReadOnlyList<int> Descendants(int pid)
    {
        var children = Directory
            .EnumerateDirectories("/proc")
            .Select(folder =>
                int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int id) ? id : 0
            )
            .Where(id => id > 0)
            .Select(id => (Id: id, Stat: Stat(id)))
            .ToLookup(process => process.Stat?.Parent, process => process.Id);
        return [.. Below(pid)];

        IEnumerable<int> Below(int parent) =>
            children[parent].SelectMany(child => Below(child).Prepend(child));
    }

    private static char? State(int pid) => Stat(pid)?.State;

    /// <summary>The name is in parentheses and may hold anything, so the fields are counted from its end.</summary>
    private static (string Name, char State, int Parent)? Stat(int pid)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{pid}/stat");
            int open = text.IndexOf('(', StringComparison.Ordinal);
            int close = text.LastIndexOf(')');
            string[] fields = text[(close + 2)..].Split(' ');
            return (
                text[(open + 1)..close],
                fields[0][0],
                int.Parse(fields[1], CultureInfo.InvariantCulture)
            );
        }
        catch (IOException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int pid, int signal);
}
