using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Items.ColdStart.Operations;
using Items.LocalHost;
using Items.LocalHost.Processes;

namespace Items.ColdStart;

/// <summary>The content of <c>contestant.json</c>.</summary>
internal sealed record ContestantSettings(
    [property: JsonRequired] string Title,
    [property: JsonRequired] IReadOnlyList<string> Operations
);

/// <summary>
/// A folder with <c>contestant.json</c> and <c>build.sh OUT_DIR</c>, which writes an executable <c>bootstrap</c> and
/// the files that it needs to that folder. Exit code 3 means that a tool or package is missing, the last line on standard
/// error names it.
/// </summary>
internal sealed record ContestantFolder(string Name, string Folder, ContestantSettings Settings)
{
    private const int ToolMissing = 3;

    /// <exception cref="HostError">A folder is incomplete.</exception>
    public static IReadOnlyList<ContestantFolder> All(string directory) =>
        Directory.Exists(directory)
            ? [.. Directory.GetDirectories(directory).Order(StringComparer.Ordinal).Select(Read)]
            : [];

    /// <param name="target">Folder of the build, which is used again until the sources are newer.</param>
    /// <returns>Null when it is built, otherwise what is missing.</returns>
    /// <exception cref="HostError">The build fails.</exception>
    public async Task<string?> BuildAsync(
        string target,
        ProcessLauncher launcher,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        string bootstrap = Path.Combine(target, "bootstrap");
        if (IsUpToDate(bootstrap))
        {
            return null;
        }

        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }

        Directory.CreateDirectory(target);
        output.WriteLine($"Building {Name} …");
        var startedAt = DateTime.UtcNow;
        List<string> printed = [];
        List<string> errors = [];
        var process = await launcher.StartAsync(
            Path.Combine(Folder, "build.sh"),
            [target],
            new ProcessStartInfo().Environment.ToDictionary(it => it.Key, it => it.Value ?? ""),
            Folder,
            printed.Add,
            errors.Add
        );
        await using var kill = cancellationToken.Register(process.Kill);
        int exitCode = await process.Exited;
        cancellationToken.ThrowIfCancellationRequested();
        switch (exitCode)
        {
            case 0 when Tools.IsExecutable(bootstrap):
                File.SetLastWriteTimeUtc(bootstrap, startedAt);
                return null;
            case 0:
                throw new HostError($"{Folder}/build.sh made no executable {bootstrap}");
            case ToolMissing:
                return errors.LastOrDefault("a tool is missing");
            default:
                string log = string.Join('\n', [.. printed, .. errors]);
                throw new HostError($"{Folder}/build.sh failed with exit code {exitCode}:\n{log}");
        }
    }

    private static ContestantFolder Read(string folder)
    {
        string file = Path.Combine(folder, "contestant.json");
        if (!Tools.IsExecutable(Path.Combine(folder, "build.sh")))
        {
            throw new HostError($"{folder} has no executable build.sh");
        }

        try
        {
            var settings = JsonSerializer.Deserialize(
                File.ReadAllText(file),
                SettingsJson.Default.ContestantSettings
            )!;
            return settings.Operations.FirstOrDefault(it => !OperationSet.Names.Contains(it)) is { } unknown
                ? throw new HostError(
                    $"{file}: '{unknown}' is none of {string.Join(", ", OperationSet.Names)}"
                )
                : new ContestantFolder(Path.GetFileName(folder), folder, settings);
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            throw new HostError($"{file} cannot be read: {error.Message}");
        }
    }

    /// <summary>Compares folders too, because deleting a file changes only the time of its folder.</summary>
    private bool IsUpToDate(string bootstrap) =>
        File.Exists(bootstrap)
        && new DirectoryInfo(Folder)
            .EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .All(entry => entry.LastWriteTimeUtc <= File.GetLastWriteTimeUtc(bootstrap));
}
