using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Items.LocalHost.Lambda;
using Items.LocalHost.Processes;

namespace Items.LocalHost.EditLoop;

/// <summary>
/// Builds the function for the JIT compiler, in seconds, from the sources that the native one is published from
/// (docs/decisions/0029-edit-loop.md).
/// </summary>
/// <param name="directory">Root of the repository.</param>
internal sealed partial class ManagedBuild(ProcessLauncher launcher, string directory, TextWriter output)
    : IAsyncDisposable
{
    private readonly BuildServers _servers = new(launcher, directory);

    // Not the folder of ordinary builds, whose properties differ: each would build everything again after the other.
    private readonly string _folder = Path.Combine(directory, "artifacts", "managed", "build");
    private readonly string _copies = Path.Combine(directory, "artifacts", "managed", "run");
    private SourceSnapshot? _restored;

    /// <summary>The sources of the latest build, whether it succeeded or not.</summary>
    public SourceSnapshot Sources { get; private set; } = SourceSnapshot.Take(directory);

    private string BuildFolder => Path.Combine(_folder, "bin", "Items.Api", "build");

    private string Assembly => Path.Combine(BuildFolder, "bootstrap.dll");

    /// <summary>Builds unless the last build is newer than every source.</summary>
    /// <exception cref="HostError">There is no project, or the build failed; its errors are in the output.</exception>
    public async Task<FunctionProgram> FindOrBuildAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(directory, FunctionSources.Project)))
        {
            throw new HostError($"there is no {FunctionSources.Project} in {directory} to build");
        }

        using var buildLock = await LockAsync(cancellationToken);
        DeleteCopiesOfEndedHosts();
        if (FunctionSources.AreOlderThan(Assembly, directory))
        {
            _restored = Sources;
            return CopyBuild();
        }

        output.WriteLine("Building the function for the JIT compiler …");
        var result = await BuildAsync(cancellationToken);
        foreach (string error in result.Errors)
        {
            output.WriteLine($"  {error}");
        }

        return result.Program ?? throw new HostError("building the function failed; see the messages above");
    }

    /// <summary>Builds what has changed.</summary>
    public async Task<ManagedBuildResult> RunAsync(CancellationToken cancellationToken)
    {
        Sources = SourceSnapshot.Take(directory);
        using var buildLock = await LockAsync(cancellationToken);
        return await BuildAsync(cancellationToken);
    }

    /// <summary>Ends the processes that make further builds faster.</summary>
    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    private Task<FileStream> LockAsync(CancellationToken cancellationToken) =>
        BuildLock.AcquireAsync(
            Path.Combine(directory, "artifacts", "managed.lock"),
            output,
            cancellationToken
        );

    private async Task<ManagedBuildResult> BuildAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder);
        var startedAt = DateTime.UtcNow;
        bool needsRestore = _restored is null || Sources.ChangesSince(_restored).Any(IsProjectFile);
        var lines = new ConcurrentQueue<string>();
        int exitCode = await _servers.RunAsync(
            [
                "build",
                Path.Combine(directory, FunctionSources.Project),
                .. needsRestore ? [] : (string[])["--no-restore"],
                "--nologo",
                "-tl:off",
                "-v:minimal",
                "-clp:NoSummary",
                // Further nodes would keep running after the build.
                "-m:1",
                "-p:UseArtifactsOutput=true",
                $"-p:ArtifactsPath={_folder}",
                "-p:ArtifactsPivots=build",
                // Warnings and documentation are for the other builds, which take the time for them.
                "-p:RunAnalyzers=false",
                "-p:EnableNETAnalyzers=false",
                "-p:EnforceCodeStyleInBuild=false",
                "-p:TreatWarningsAsErrors=false",
                "-p:GenerateDocumentationFile=false",
                // Messages of exceptions, which the native function leaves out for its size.
                "-p:UseSystemResourceKeys=false",
            ],
            lines.Enqueue,
            cancellationToken
        );
        SetTimes(startedAt);
        if (exitCode != 0)
        {
            return new ManagedBuildResult(null, Errors(lines));
        }

        if (!File.Exists(Assembly))
        {
            throw new HostError($"building {FunctionSources.Project} did not write {Assembly}");
        }

        _restored = Sources;
        File.SetLastWriteTimeUtc(Assembly, startedAt);
        return new ManagedBuildResult(CopyBuild(), []);
    }

    private static bool IsProjectFile(string path) =>
        Path.GetExtension(path) is ".csproj" or ".props" or ".targets" or ".json";

    /// <summary>MSBuild compares times: a source that was saved while the build ran must be newer than its result.</summary>
    private void SetTimes(DateTime startedAt)
    {
        foreach (
            var file in new DirectoryInfo(_folder)
                .EnumerateFiles("*", SearchOption.AllDirectories)
                .Where(file => file.LastWriteTimeUtc > startedAt)
        )
        {
            file.LastWriteTimeUtc = startedAt;
        }
    }

    /// <summary>Sandboxes load files of their build at any time, so no later build may overwrite them.</summary>
    private FunctionProgram CopyBuild()
    {
        string copy = Path.Combine(_copies, $"{Environment.ProcessId}-{Ids.Hex(4)}");
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(BuildFolder))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        string assembly = Path.Combine(copy, Path.GetFileName(Assembly));
        return new FunctionProgram(DotnetCommand.Find(), [assembly], copy) { IsTemporary = true };
    }

    /// <summary>A host deletes its copies unless it was killed.</summary>
    private void DeleteCopiesOfEndedHosts()
    {
        var running = Process
            .GetProcesses()
            .Select(process => $"{process.Id}")
            .ToHashSet(StringComparer.Ordinal);
        foreach (var copy in Directory.CreateDirectory(_copies).EnumerateDirectories())
        {
            if (!running.Contains(copy.Name.Split('-')[0]))
            {
                copy.Delete(recursive: true);
            }
        }
    }

    private string[] Errors(IEnumerable<string> lines) =>
        [
            .. lines
                .Where(line => !NoErrorLine().IsMatch(line))
                .Select(line =>
                    ProjectSuffix()
                        .Replace(line.Trim(), "")
                        .Replace($"{directory}{Path.DirectorySeparatorChar}", "", StringComparison.Ordinal)
                )
                .Distinct(),
        ];

    /// <summary>Empty, a warning, or the line of a project that was built.</summary>
    [GeneratedRegex(@"^\s*$|: warning |^\s*\S+ -> ", RegexOptions.None, 1000)]
    private static partial Regex NoErrorLine();

    /// <summary>The project, which MSBuild writes after each message.</summary>
    [GeneratedRegex(@" \[[^\]]+\]$", RegexOptions.None, 1000)]
    private static partial Regex ProjectSuffix();
}

/// <param name="Program">Null when the build failed.</param>
/// <param name="Errors">Of a build that failed, with file, line and message.</param>
internal sealed record ManagedBuildResult(FunctionProgram? Program, IReadOnlyList<string> Errors);
