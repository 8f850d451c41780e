using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Items.LocalHost.Processes;

/// <summary>A process that <see cref="ProcessLauncher"/> has started.</summary>
internal sealed partial class ChildProcess
{
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    private readonly Process _process;
    private readonly Task _outputs;

    /// <param name="onOutput">Called with each line of standard output, on a thread of the pool.</param>
    /// <param name="onError">Called with each line of standard error.</param>
    internal ChildProcess(Process process, Action<string> onOutput, Action<string> onError)
    {
        _process = process;
        Id = process.Id;
        _outputs = Task.WhenAll(
            ReadLinesAsync(process.StandardOutput, onOutput),
            ReadLinesAsync(process.StandardError, onError)
        );
        Exited = WaitForExitAsync();
    }

    public int Id { get; }

    /// <summary>Completes with the exit code, or 128 + the signal that ended the process.</summary>
    public Task<int> Exited { get; }

    /// <summary>True slightly before <see cref="Exited"/> completes, which waits for the last lines of output.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Does nothing outside of Linux, where these signals have other numbers.</summary>
    public void Freeze() => SignalOnLinux(SigStop);

    /// <inheritdoc cref="Freeze"/>
    public void Thaw() => SignalOnLinux(SigCont);

    /// <summary>Ends the process and its children.</summary>
    public void Kill()
    {
        // To the process group. There is none until setsid has run, nor where there is no setsid.
        if (!_process.HasExited && (OperatingSystem.IsWindows() || Send(-Id, SigKill) != 0))
        {
            _process.Kill(entireProcessTree: true);
        }
    }

    public void Terminate()
    {
        if (OperatingSystem.IsWindows())
        {
            Kill();
        }
        else
        {
            Signal(SigTerm);
        }
    }

    /// <summary>Peak resident memory in megabytes; null when the process has ended.</summary>
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

    private void SignalOnLinux(int signal)
    {
        if (OperatingSystem.IsLinux())
        {
            Signal(signal);
        }
    }

    private void Signal(int signal)
    {
        if (_process.HasExited)
        {
            return;
        }

        // To the process group, as in Kill.
        if (Send(-Id, signal) != 0)
        {
            _ = Send(Id, signal);
        }
    }

    private async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync();

        // So that the last lines are written before the exit is reported. A grandchild may keep the pipes open.
        await Task.WhenAny(_outputs, Task.Delay(TimeSpan.FromMilliseconds(200)));
        return _process.ExitCode;
    }

    private static async Task ReadLinesAsync(StreamReader reader, Action<string> onLine)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            onLine(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Send(int pid, int signal);
}
