using System.Collections.Concurrent;
using System.Diagnostics;
using Items.LocalHost.Processes;

namespace Items.ColdStart.Tests;

/// <summary>What a run of the tool has printed.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Errors);

/// <summary>The tool as users run it.</summary>
internal sealed class ToolProcess : IDisposable
{
    /// <summary>Long, because the first run may publish the function.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    private readonly ProcessLauncher _launcher = new();
    private readonly ConcurrentQueue<string> _output = [];
    private readonly ConcurrentQueue<string> _errors = [];
    private ChildProcess? _process;

    public bool HasExited => _process!.HasExited;

    public static async Task<ToolProcess> StartAsync(
        IEnumerable<string> arguments,
        params IEnumerable<(string Name, string Value)> variables
    )
    {
        var environment = new ProcessStartInfo().Environment.ToDictionary(it => it.Key, it => it.Value ?? "");
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        var tool = new ToolProcess();
        tool._process = await tool._launcher.StartAsync(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Items.ColdStart.dll"), .. arguments],
            environment,
            AppContext.BaseDirectory,
            tool._output.Enqueue,
            tool._errors.Enqueue
        );
        return tool;
    }

    public static async Task<ToolResult> RunAsync(
        IEnumerable<string> arguments,
        params IEnumerable<(string Name, string Value)> variables
    )
    {
        using var tool = await StartAsync(arguments, variables);
        return await tool.EndAsync();
    }

    public async Task<ToolResult> EndAsync()
    {
        int exitCode = await _process!.Exited.WaitAsync(Timeout);
        return new ToolResult(exitCode, string.Join('\n', _output), string.Join('\n', _errors));
    }

    public void Terminate() => _process!.Terminate();

    public void Dispose()
    {
        _process!.Kill();
        _launcher.Dispose();
    }
}
