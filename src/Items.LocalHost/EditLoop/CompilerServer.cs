using Items.LocalHost.Processes;

namespace Items.LocalHost.EditLoop;

/// <summary>
/// The SDK's C# compiler as a process that stays loaded between builds: a compiler that starts for each build needs
/// most of the build's time.
/// </summary>
/// <remarks>
/// The build would start one itself, which outlives the host. A child of the host ends with it.
/// https://github.com/dotnet/roslyn/blob/main/docs/compilers/Compiler%20Server.md
/// </remarks>
internal sealed class CompilerServer(DotnetCommand dotnet) : IAsyncDisposable
{
    private readonly string _pipe = $"items-local-host-{Ids.Hex(8)}";
    private ChildProcess? _process;

    /// <summary>Starts the process unless it runs; it ends by itself after ten minutes without a build.</summary>
    /// <returns>Properties for <c>dotnet build</c>.</returns>
    public async Task<IReadOnlyList<string>> PropertiesAsync(CancellationToken cancellationToken)
    {
        if (_process is null or { HasExited: true })
        {
            string program = await FindAsync(cancellationToken);
            if (!File.Exists(program))
            {
                return ["-p:UseSharedCompilation=false"];
            }

            _process = await dotnet.StartAsync(["exec", program, $"-pipename:{_pipe}"], onLine: _ => { });
        }

        return ["-p:UseSharedCompilation=true", $"-p:SharedCompilationId={_pipe}"];
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.Exited;
        }
    }

    private async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        string program = DotnetCommand.Find();
        string root = Path.GetDirectoryName(
            File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program
        )!;
        string version = await dotnet.SdkVersionAsync(cancellationToken);
        return Path.Combine(root, "sdk", version, "Roslyn", "bincore", "VBCSCompiler.dll");
    }
}
