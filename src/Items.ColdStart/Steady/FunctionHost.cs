using Items.LocalHost;

namespace Items.ColdStart.Steady;

/// <summary>The function behind the local host.</summary>
internal sealed class FunctionHost : IAsyncDisposable
{
    private const string ProcessIdFile = "process-id";

    private readonly ScratchFolder _folder;
    private readonly LocalDeployment _host;

    private FunctionHost(ScratchFolder folder, LocalDeployment host, LastLines log)
    {
        _folder = folder;
        _host = host;
        Calls = new ItemCalls(new Uri($"http://localhost:{host.Port}"), log);
        RenewToken();
    }

    public ItemCalls Calls { get; }

    public Uri FunctionUrl => new($"http://localhost:{_host.FunctionUrlPort}");

    /// <param name="function">Path of its executable.</param>
    /// <param name="options">Template, port, executable and, without a table server, empty tables in memory are added.</param>
    /// <param name="variable">
    /// An environment variable of the function, as <c>NAME=value</c>, without characters that a shell interprets.
    /// </param>
    /// <exception cref="HostError">It cannot be started.</exception>
    public static async Task<FunctionHost> StartAsync(
        string function,
        HostOptions options,
        CancellationToken cancellationToken,
        string? variable = null
    )
    {
        var folder = new ScratchFolder();
        try
        {
            var log = new LastLines();
            var host = await LocalDeployment.StartAsync(
                options with
                {
                    Template = Repository.TemplateFile,
                    Port = 0,
                    Ephemeral = true,
                    Bootstrap = WriteBootstrap(folder.Path, function, variable),
                },
                log,
                log,
                cancellationToken
            );
            return new FunctionHost(folder, host, log);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Gives <see cref="Calls"/> a new token; a token expires before the end of a long measurement.</summary>
    public string? RenewToken() => Calls.Token = _host.CreateAccessToken();

    /// <summary>Id of the process that was started last to run the function.</summary>
    public int ProcessId() => int.Parse(File.ReadAllText(Path.Combine(_folder.Path, ProcessIdFile)));

    public async ValueTask DisposeAsync()
    {
        Calls.Dispose();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Writes a script that becomes the function; its working directory is its own folder.</summary>
    private static string WriteBootstrap(string folder, string function, string? variable)
    {
        string bootstrap = Path.Combine(folder, "bootstrap");
        string quoted = function.Replace("'", @"'\''", StringComparison.Ordinal);
        File.WriteAllText(
            bootstrap,
            $"#!/bin/sh\necho $$ >{ProcessIdFile}\nexec env {variable} '{quoted}'\n"
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                bootstrap,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        }

        return bootstrap;
    }
}
