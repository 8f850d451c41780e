using Items.LocalHost;

namespace Items.ColdStart.Load;

/// <summary>
/// A folder whose <c>bootstrap</c> becomes the function's. The folder, where its processes run, tells them from all
/// others; the script gives them variables that the template has not.
/// </summary>
internal sealed class FunctionFolder : IDisposable
{
    private readonly ScratchFolder _folder = new();

    /// <param name="function">The executable.</param>
    /// <param name="variables">Such as <c>NAME=value</c>, of characters that a shell leaves alone.</param>
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

    /// <summary>The one process that runs the function.</summary>
    /// <exception cref="HostError">There is none, or more than one.</exception>
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
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
