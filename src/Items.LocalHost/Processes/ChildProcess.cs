using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Items.LocalHost.Processes;

/// <summary>A process that never outlives this one, in a session of its own.</summary>
internal sealed partial class ChildProcess
{
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    private readonly Process _process;
    private readonly Task _outputs;

    /// <param name="onOutput">Gets each line of standard output, on a thread of the pool.</param>
    /// <param name="onError">Gets each line of standard error.</param>
    internal ChildProcess(Process process, Action<string> onOutput, Action<string> onError)
    {
        _process = process;
        Id = process.Id;
        _outputs = Task.WhenAll(
            PumpAsync(process.StandardOutput, onOutput),
            PumpAsync(process.StandardError, onError)
        );
        Exited = WaitForExitAsync();
    }

    public int Id { get; }

    /// <summary>Completes with the exit code, or 128 + the signal that ended the process.</summary>
    public Task<int> Exited { get; }

    /// <summary>True a little before <see cref="Exited"/> completes, which waits for the last lines.</summary>
    public bool HasExited => _process.HasExited;

    public void Freeze() => Signal(SigStop);

    public void Thaw() => Signal(SigCont);

    public void Kill() => Signal(SigKill);

    public void Terminate() => Signal(SigTerm);

    /// <summary>Most memory that the process has had so far, in megabytes; null when it is gone.</summary>
    public int? PeakMemory()
    {
        try
        {
            // VmHWM:     41234 kB - https://www.kernel.org/doc/html/latest/filesystems/proc.html
            string? line = File.ReadLines($"/proc/{Id}/status")
                .FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? null : (int.Parse(line.AsSpan()[6..^2].Trim()) + 1023) / 1024;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Signal(int signal)
    {
        if (_process.HasExited)
        {
            return;
        }

        // To the whole group, as the process may have children; it leads one as soon as setsid has run.
        if (Send(-Id, signal) != 0)
        {
            _ = Send(Id, signal);
        }
    }

    private async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync();

        // The last lines belong before whatever is said about the end. A grandchild may hold the pipes open.
        await Task.WhenAny(_outputs, Task.Delay(TimeSpan.FromMilliseconds(200)));
        return _process.ExitCode;
    }

    private static async Task PumpAsync(StreamReader lines, Action<string> onLine)
    {
        while (await lines.ReadLineAsync() is { } line)
        {
            onLine(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Send(int pid, int signal);
}
