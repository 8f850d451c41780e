using Items.LocalHost.Processes;

namespace Items.LocalHost.EditLoop;

/// <summary>
/// MSBuild and the C# compiler as processes that stay loaded between builds: their start needs most of the time of a build.
/// </summary>
/// <remarks>
/// A build would start both itself, and they would outlive the host. These are children of the host, which end with it, and
/// only its builds find them.
/// </remarks>
/// <param name="launcher">Starts them.</param>
/// <param name="directory">Working directory, whose <c>global.json</c> selects the SDK.</param>
internal sealed class BuildServers(ProcessLauncher launcher, string directory) : IAsyncDisposable
{
    private readonly string _compilerPipe = $"items-local-host-{Ids.Hex(8)}";

    // The salt is part of the name of the server's pipe.
    private readonly DotnetCommand _withServers = new(launcher, directory)
    {
        Variables =
        {
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "1",
            ["MSBUILDNODEHANDSHAKESALT"] = $"items-local-host-{Ids.Hex(8)}",
        },
    };
    private readonly DotnetCommand _withoutServers = new(launcher, directory)
    {
        Variables = { ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0" },
    };

    private ChildProcess? _msBuild;
    private ChildProcess? _compiler;

    private string[] Properties =>
        _compiler is null
            ? ["-p:UseSharedCompilation=false"]
            : ["-p:UseSharedCompilation=true", $"-p:SharedCompilationId={_compilerPipe}"];

    /// <summary>Runs <c>dotnet build</c> with the servers, which end by themselves when there is no build for some minutes.</summary>
    /// <inheritdoc cref="DotnetCommand.RunAsync"/>
    public async Task<int> RunAsync(
        IEnumerable<string> arguments,
        Action<string> onLine,
        CancellationToken cancellationToken
    )
    {
        var dotnet = await StartAsync(cancellationToken);
        using var stop = new CancellationTokenSource();
        await using var kill = cancellationToken.Register(() =>
        {
            // First: without its client it would end, and leave the programs that it runs.
            _msBuild?.Kill();
            stop.Cancel();
        });
        return await dotnet.RunAsync([.. arguments, .. Properties], onLine, stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync(_msBuild);
        await EndAsync(_compiler);
        (_msBuild, _compiler) = (null, null);
    }

    /// <summary>Starts the servers that do not run.</summary>
    /// <returns>The command that uses them.</returns>
    private async Task<DotnetCommand> StartAsync(CancellationToken cancellationToken)
    {
        // A build that does not find the server starts another, so the first one does without.
        bool isReady = _msBuild is { HasExited: false };
        if (!isReady || _compiler is not { HasExited: false })
        {
            string sdk = await FindSdkAsync(cancellationToken);
            _msBuild = await EnsureRunningAsync(
                _msBuild,
                Path.Combine(sdk, "MSBuild.dll"),
                "-nologo",
                "-nodemode:8",
                "-nodeReuse:true"
            );
            _compiler = await EnsureRunningAsync(
                _compiler,
                Path.Combine(sdk, "Roslyn", "bincore", "VBCSCompiler.dll"),
                $"-pipename:{_compilerPipe}"
            );
        }

        return isReady ? _withServers : _withoutServers;
    }

    private async Task<ChildProcess?> EnsureRunningAsync(
        ChildProcess? process,
        string program,
        params string[] arguments
    ) =>
        process is { HasExited: false } ? process
        : File.Exists(program)
            ? await _withServers.StartAsync(["exec", program, .. arguments], onLine: _ => { })
        : null;

    private async Task<string> FindSdkAsync(CancellationToken cancellationToken)
    {
        string program = DotnetCommand.Find();
        string target = File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program;
        return Path.Combine(
            Path.GetDirectoryName(target)!,
            "sdk",
            await _withoutServers.SdkVersionAsync(cancellationToken)
        );
    }

    private static async Task EndAsync(ChildProcess? process)
    {
        if (process is not null)
        {
            process.Kill();
            await process.Exited;
        }
    }
}
