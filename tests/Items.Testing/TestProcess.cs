using System.Collections.Concurrent;
using System.Diagnostics;

namespace Items.Testing;

/// <summary>A child process with its output. It and its descendants are killed on disposal, or when the tests end.</summary>
public sealed class TestProcess : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<TestProcess, byte> Started = [];

    private readonly Process _process;

    static TestProcess() =>
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            foreach (var process in Started.Keys)
            {
                process.KillTree();
            }
        };

    /// <summary>Starts a program in the root folder of the repository.</summary>
    public TestProcess(string file, params IEnumerable<string> arguments)
        : this(new ProcessStartInfo(file, arguments) { WorkingDirectory = Repository.Root }) { }

    /// <param name="start">Program, folder and environment; the streams are set here.</param>
    public TestProcess(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Record(StandardOutput, line.Data);
        _process.ErrorDataReceived += (_, line) => Record(StandardError, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Started[this] = 0;
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public LineRecorder StandardOutput { get; } = new();

    public LineRecorder StandardError { get; } = new();

    /// <summary>Lines of both streams, in the order in which they arrived.</summary>
    public LineRecorder Output { get; } = new();

    /// <summary>Runs a program to its end, for at most ten minutes.</summary>
    /// <returns>What it wrote to both streams.</returns>
    /// <exception cref="InvalidOperationException">Its exit code is not 0.</exception>
    public static async Task<string> RunAsync(string file, params IEnumerable<string> arguments)
    {
        await using var process = new TestProcess(file, arguments);
        int exitCode = await process.ExitCodeAsync(TimeSpan.FromMinutes(10));
        return exitCode == 0
            ? process.Output.Text
            : throw new InvalidOperationException(
                $"{file} failed with exit code {exitCode}:\n{process.Output.Text}"
            );
    }

    public void Send(Signal signal) => LinuxProcess.Send(Id, signal);

    /// <summary>Waits for the end of the process and of its output.</summary>
    /// <param name="timeout">One minute unless given.</param>
    /// <exception cref="OperationCanceledException">It did not end in time.</exception>
    public async Task<int> ExitCodeAsync(TimeSpan? timeout = null)
    {
        using var limit = new CancellationTokenSource(timeout ?? TimeSpan.FromMinutes(1));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Kills the process and its descendants.</summary>
    public async Task KillAsync()
    {
        KillTree();
        await ExitCodeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Started.TryRemove(this, out _))
        {
            await KillAsync();
            _process.Dispose();
        }
    }

    private void KillTree()
    {
        if (HasExited)
        {
            return;
        }

        // Stopped first: a running parent could start new children meanwhile, and those of a dead one are not found.
        Send(Signal.Stop);
        foreach (int pid in LinuxProcess.Descendants(Id).Append(Id))
        {
            LinuxProcess.Send(pid, Signal.Kill);
        }
    }

    private void Record(LineRecorder stream, string? line)
    {
        if (line is not null)
        {
            stream.WriteLine(line);
            Output.WriteLine(line);
        }
    }
}
