using Items.LocalHost.Processes;
using Items.LocalHost.Template;
using DictionaryEntry = System.Collections.DictionaryEntry;

namespace Items.LocalHost;

/// <summary>Finds the function's executable, and publishes it when its sources are newer.</summary>
internal sealed class FunctionBuild(ProcessLauncher launcher, TextWriter output)
{
    private static readonly string[] Projects = ["Items.Api", "Items.Api.Generators"];

    // The contract and npm's packages are in the function too: they make its documentation.
    private static readonly string[] RootFiles =
    [
        "Directory.*.props",
        "Directory.*.targets",
        "global.json",
        "openapi.yaml",
        "package-lock.json",
    ];

    /// <summary>A bootstrap that the developer names.</summary>
    public static string Given(string path) =>
        !File.Exists(path) ? throw new HostError($"bootstrap {path} does not exist")
        : !Tools.IsExecutable(path)
            ? throw new HostError($"bootstrap {path} is not executable; try chmod +x {path}")
        : Path.GetFullPath(path);

    /// <returns>Full path of an executable that is not older than its sources.</returns>
    public async Task<string> FindOrPublishAsync(Stack stack, CancellationToken cancellationToken)
    {
        string bootstrap = Path.GetFullPath(
            Path.Combine(stack.Directory, stack.Function.CodeUri, "bootstrap")
        );
        string project = Path.Combine(stack.Directory, "src", "Items.Api");
        if (!Directory.Exists(project))
        {
            return File.Exists(bootstrap)
                ? Given(bootstrap)
                : throw new HostError(
                    $"there is neither {bootstrap} nor {project} to publish it from; use --bootstrap"
                );
        }

        if (IsFresh(bootstrap, stack.Directory))
        {
            return bootstrap;
        }

        // Whoever waited for another host's publish finds its result.
        using var publishing = await LockAsync(
            Path.Combine(stack.Directory, "artifacts", "publish.lock"),
            cancellationToken
        );
        if (!IsFresh(bootstrap, stack.Directory))
        {
            await PublishAsync(stack.Directory, project, cancellationToken);
        }

        return bootstrap;

        async Task PublishAsync(string directory, string source, CancellationToken cancellation)
        {
            var startedAt = DateTime.UtcNow;
            await RunPublishAsync(directory, source, cancellation);
            if (!File.Exists(bootstrap))
            {
                throw new HostError(
                    $"publishing {source} did not make {bootstrap}, which the template's CodeUri names"
                );
            }

            // MSBuild keeps the old time of a binary that came out the same, and edits made meanwhile are newer than this.
            File.SetLastWriteTimeUtc(bootstrap, startedAt);
        }
    }

    private async Task RunPublishAsync(string directory, string project, CancellationToken cancellationToken)
    {
        if (Tools.Find("clang") is null && Tools.Find("gcc") is null)
        {
            throw new HostError(
                "publishing the function needs gcc or clang as its linker; install one (Debian: apt install gcc)"
            );
        }

        string dotnet =
            Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet"
                ? host
                : Tools.Find("dotnet") ?? throw new HostError("publishing the function needs dotnet on PATH");
        output.WriteLine("Publishing the function (about a minute the first time) …");

        // Without build servers nothing is left running afterwards.
        var process = await launcher.StartAsync(
            dotnet,
            ["publish", project, "-c", "Release", "--nologo", "--disable-build-servers", "-v", "minimal"],
            BuildEnvironment(),
            directory,
            Report,
            Report
        );
        await using var kill = cancellationToken.Register(process.Kill);
        int exitCode = await process.Exited;
        cancellationToken.ThrowIfCancellationRequested();
        if (exitCode != 0)
        {
            throw new HostError(
                $"publishing the function failed (exit code {exitCode}); the lines above say why"
            );
        }

        void Report(string line)
        {
            if (line.Trim().Length > 0)
            {
                output.WriteLine($"  {line.Trim()}");
            }
        }
    }

    /// <summary>
    /// The developer's environment without what `dotnet run` and `dotnet test` add to it: their MSBuild would be mixed
    /// with the one of the nested publish.
    /// </summary>
    private static Dictionary<string, string> BuildEnvironment() =>
        Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Select(entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value ?? ""))
            .Where(variable =>
                !variable.Key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
                && !variable.Key.StartsWith("ASPNETCORE_", StringComparison.Ordinal)
                && !variable.Key.StartsWith("VSTEST", StringComparison.Ordinal)
                && variable.Key
                    is not ("DOTNET_HOST_PATH" or "DOTNET_STARTUP_HOOKS" or "DOTNET_LAUNCH_PROFILE")
            )
            .ToDictionary(StringComparer.Ordinal);

    /// <summary>Folders count too: a deleted file leaves no trace but the time of its folder.</summary>
    internal static bool IsFresh(string bootstrap, string directory)
    {
        string source = Path.Combine(directory, "src");
        return File.Exists(bootstrap)
            && Projects
                .Select(project => new DirectoryInfo(Path.Combine(source, project)))
                .Where(project => project.Exists)
                .SelectMany(project =>
                    project.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Prepend(project)
                )
                .Concat(RootFiles.SelectMany(new DirectoryInfo(directory).EnumerateFiles))
                .All(entry => entry.LastWriteTimeUtc <= File.GetLastWriteTimeUtc(bootstrap));
    }

    private async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (bool isWaiting = false; ; isWaiting = true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                if (!isWaiting)
                {
                    output.WriteLine("Waiting for another local host that publishes the function …");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            }
        }
    }
}
