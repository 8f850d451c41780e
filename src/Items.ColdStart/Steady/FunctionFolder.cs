using Items.LocalHost;

namespace Items.ColdStart.Steady;

/// <summary>
/// A folder whose <c>bootstrap</c> starts the function with more environment variables than the template has. The
/// function's process is identified by its working directory, which is this folder.
/// </summary>
internal sealed class FunctionFolder : IDisposable
{
    private readonly ScratchFolder _folder = new();

    /// <param name="function">The executable.</param>
    /// <param name="variables">Such as <c>NAME=value</c>, without characters that a shell interprets.</param>
    public FunctionFolder(string function, params IEnumerable<string> variables)
    {
        Bootstrap = Path.Combine(_folder.Path, "bootstrap");
        string quoted = function.Replace("'", @"'\''", StringComparison.Ordinal);
        File.WriteAllText(Bootstrap, $"#!/bin/sh\nexec env {string.Join(' ', variables)} '{quoted}'\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                Bootstrap,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        }
    }

    public string Bootstrap { get; }

    /// <summary>Id of the process that runs the function.</summary>
    /// <exception cref="HostError">There is no process, or more than one.</exception>
    public int ProcessId() =>
        Directory.EnumerateDirectories("/proc").Where(RunsHere).Select(Path.GetFileName).ToArray() switch
        {
            [string pid] => int.Parse(pid),
            [] => throw new HostError("the process of the function has ended"),
            _ => throw new HostError("the function runs in more than one process"),
        };

    public void Dispose() => _folder.Dispose();

    private bool RunsHere(string process)
    {
        try
        {
            return File.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)?.FullName
                == _folder.Path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The process has ended or belongs to another user.
            return false;
        }
    }
}
