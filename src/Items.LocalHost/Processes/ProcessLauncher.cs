using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Items.LocalHost.Processes;

/// <summary>Starts the child processes of the local host.</summary>
/// <remarks>
/// <c>setsid</c> removes the child from the terminal's foreground group: Ctrl-C then signals only the host, and running
/// invocations can finish. With <c>setpriv --pdeathsig KILL</c> the kernel kills the child when the host ends for any
/// reason. Both programs exec the next one, so the process id does not change. A machine without them, such as macOS, works
/// too, with <see cref="Limitations"/>.
/// </remarks>
internal sealed class ProcessLauncher : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly string? _setSession = Tools.Find("setsid");
    private readonly string? _setPrivileges = Tools.Find("setpriv");

    public ProcessLauncher()
    {
        // The kernel sends the signal when the thread that forked ends, so one thread that runs until the host ends
        // starts all children: https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html
        new Thread(() =>
        {
            foreach (var start in _work.GetConsumingEnumerable())
            {
                start();
            }
        })
        {
            IsBackground = true,
            Name = "process launcher",
        }.Start();
    }

    /// <summary>What this machine cannot do with the processes, for the developer; null when it can do everything.</summary>
    public string? Limitations
    {
        get
        {
            string[] limitations =
            [
                .. _setSession is null
                    ? ["Ctrl-C does not let invocations finish (no setsid)"]
                    : (string[])[],
                .. _setPrivileges is null
                    ? ["they outlive a host that is killed (no setpriv)"]
                    : (string[])[],
                .. OperatingSystem.IsLinux()
                    ? (string[])[]
                    : ["they are not frozen between events (no Linux)"],
            ];
            return limitations.Length == 0 ? null : string.Join("; ", limitations);
        }
    }

    /// <param name="environment">The complete environment of the child; it inherits nothing from the host.</param>
    /// <exception cref="HostError">The program cannot be started.</exception>
    public async Task<ChildProcess> StartAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string directory,
        Action<string> onOutput,
        Action<string> onError
    )
    {
        string[] command =
        [
            .. _setSession is null ? [] : (string[])[_setSession],
            .. _setPrivileges is null ? [] : (string[])[_setPrivileges, "--pdeathsig", "KILL"],
            program,
            .. arguments,
        ];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Win32Exception error)
            {
                started.SetException(new HostError($"cannot start {program}: {error.Message}"));
            }
            catch (Exception error)
            {
                // The thread must not end: its end would end the children.
                started.SetException(error);
            }
        });
        var process = await started.Task;
        process.StandardInput.Close();
        return new ChildProcess(process, onOutput, onError);
    }

    public void Dispose() => _work.CompleteAdding();
}
