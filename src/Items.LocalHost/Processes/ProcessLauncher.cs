using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Items.LocalHost.Processes;

/// <summary>Starts every child of the local host.</summary>
/// <remarks>
/// <c>setsid</c> takes the child out of the terminal's foreground group, so that Ctrl-C reaches only the host, which
/// lets running invocations finish. <c>setpriv --pdeathsig KILL</c> has the kernel end the child with the host, however
/// the host ends. Both replace themselves with the next program, so the process id stays the same.
/// </remarks>
internal sealed class ProcessLauncher : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly string[] _wrapper = Wrapper();

    public ProcessLauncher()
    {
        // PR_SET_PDEATHSIG fires at the end of the thread that forked, not of its process, so one thread that lives
        // as long as the host starts them all: https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html
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

    /// <param name="environment">Everything that the child sees; nothing of the host's own environment is added.</param>
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
        string[] line = [.. _wrapper, program, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..])
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
        });
        var process = await started.Task;
        process.StandardInput.Close();
        return new ChildProcess(process, onOutput, onError);
    }

    public void Dispose() => _work.CompleteAdding();

    private static string[] Wrapper()
    {
        string? session = Tools.Find("setsid");
        string? privileges = Tools.Find("setpriv");
        return
        [
            .. session is null ? [] : new[] { session },
            .. privileges is null ? [] : new[] { privileges, "--pdeathsig", "KILL" },
        ];
    }
}
