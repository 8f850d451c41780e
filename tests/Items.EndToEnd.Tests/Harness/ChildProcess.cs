using System.Collections.Concurrent;
using System.Diagnostics;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>A process of the tests with its output. It and all that it started end with the tests.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<ChildProcess, byte> Alive = [];

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    static ChildProcess() =>
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            foreach (var child in Alive.Keys)
            {
                child.KillTree();
            }
        };

    public ChildProcess(string file, params IEnumerable<string> arguments)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(file, arguments)
            {
                WorkingDirectory = Repository.Root,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Alive[this] = 0;
    }

    /// <summary>Runs a program to its end, which may take minutes when it is a build.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(string file, params IEnumerable<string> arguments)
    {
        await using var process = new ChildProcess(file, arguments);
        await process.ExitAsync(TimeSpan.FromMinutes(5));
        string output = string.Join('\n', process.Output);
        return process._process.ExitCode == 0
            ? output
            : throw new InvalidOperationException(
                $"{file} failed with {process._process.ExitCode}:\n{output}"
            );
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Lines of both output streams so far.</summary>
    public IReadOnlyList<string> Output => [.. _output];

    public IReadOnlyList<int> Descendants => Processes.Descendants(Id);

    /// <summary>Sends a signal that asks to end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync(int signal)
    {
        Processes.Signal(Id, signal);
        await ExitAsync();
        return _process.ExitCode;
    }

    /// <summary>Ends it and everything below it at once, without a chance to clean up.</summary>
    public async Task KillAsync()
    {
        KillTree();
        await ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Alive.TryRemove(this, out _))
        {
            await KillAsync();
            _process.Dispose();
        }
    }

    private async Task ExitAsync(TimeSpan? within = null)
    {
        using var timeout = new CancellationTokenSource(within ?? TimeSpan.FromSeconds(20));
        await _process.WaitForExitAsync(timeout.Token);
    }

    private void KillTree()
    {
        if (HasExited)
        {
            return;
        }

        // Frozen first: a live parent would replace the children that die, and a dead one hides them.
        Processes.Signal(Id, Processes.Stop);
        foreach (int pid in Descendants.Append(Id))
        {
            Processes.Signal(pid, Processes.Kill);
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
        {
            _output.Enqueue(text);
        }
    }
}
