using System.Text.Json;
using System.Text.Json.Serialization;
using Items.ColdStart.Operations;
using Items.LocalHost;
using Items.LocalHost.Processes;
using DictionaryEntry = System.Collections.DictionaryEntry;

namespace Items.ColdStart;

/// <summary>What <c>contestant.json</c> says.</summary>
internal sealed record ContestantSettings(
    [property: JsonRequired] string Title,
    [property: JsonRequired] IReadOnlyList<string> Operations
);

/// <summary>How the build of a contestant ended; one of the two is there.</summary>
/// <param name="Missing">What its toolchain lacks.</param>
internal sealed record ContestantBuild(Contestant? Contestant, string? Missing);

/// <summary>
/// A folder with <c>contestant.json</c> and <c>build.sh OUT_DIR</c>, which writes an executable <c>bootstrap</c> and
/// what it needs there. Exit code 3 says that the toolchain is absent, a line on standard error what it is.
/// </summary>
internal sealed record ContestantFolder(string Name, string Folder, ContestantSettings Settings)
{
    private const int ToolchainAbsent = 3;

    /// <exception cref="HostError">One of them is not complete.</exception>
    public static IReadOnlyList<ContestantFolder> All(string directory) =>
        Directory.Exists(directory)
            ? [.. Directory.GetDirectories(directory).Order(StringComparer.Ordinal).Select(Read)]
            : [];

    /// <param name="cache">Where builds stay until the sources are newer.</param>
    public async Task<ContestantBuild> BuildAsync(
        string cache,
        ProcessLauncher launcher,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        var contestant = new Contestant(Name, Settings.Title, cache, [.. Settings.Operations]);
        if (IsFresh(contestant.Bootstrap))
        {
            return new ContestantBuild(contestant, null);
        }

        if (Directory.Exists(cache))
        {
            Directory.Delete(cache, recursive: true);
        }

        Directory.CreateDirectory(cache);
        output.WriteLine($"Building {Name} …");
        var startedAt = DateTime.UtcNow;
        var printed = new List<string>();
        var errors = new List<string>();
        var process = await launcher.StartAsync(
            Path.Combine(Folder, "build.sh"),
            [cache],
            System
                .Environment.GetEnvironmentVariables()
                .Cast<DictionaryEntry>()
                .ToDictionary(it => (string)it.Key, it => (string?)it.Value ?? "", StringComparer.Ordinal),
            Folder,
            printed.Add,
            errors.Add
        );
        await using var kill = cancellationToken.Register(process.Kill);
        int exitCode = await process.Exited;
        cancellationToken.ThrowIfCancellationRequested();
        if (exitCode == ToolchainAbsent)
        {
            return new ContestantBuild(null, errors.LastOrDefault() ?? "its toolchain is absent");
        }

        if (exitCode != 0 || !Tools.IsExecutable(contestant.Bootstrap))
        {
            string said = string.Join('\n', [.. printed, .. errors]);
            throw new HostError(
                exitCode == 0
                    ? $"{Folder}/build.sh made no executable {contestant.Bootstrap}"
                    : $"{Folder}/build.sh failed with exit code {exitCode}:\n{said}"
            );
        }

        File.SetLastWriteTimeUtc(contestant.Bootstrap, startedAt);
        return new ContestantBuild(contestant, null);
    }

    private static ContestantFolder Read(string folder)
    {
        string settings = Path.Combine(folder, "contestant.json");
        if (!Tools.IsExecutable(Path.Combine(folder, "build.sh")))
        {
            throw new HostError($"{folder} has no executable build.sh");
        }

        try
        {
            var read = JsonSerializer.Deserialize(
                File.ReadAllText(settings),
                SettingsJson.Default.ContestantSettings
            )!;
            return read.Operations.FirstOrDefault(it => !OperationSet.Names.Contains(it)) is { } unknown
                ? throw new HostError(
                    $"{settings}: '{unknown}' is none of {string.Join(", ", OperationSet.Names)}"
                )
                : new ContestantFolder(Path.GetFileName(folder), folder, read);
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            throw new HostError($"{settings} cannot be read: {error.Message}");
        }
    }

    /// <summary>Folders count too: a deleted file leaves no trace but the time of its folder.</summary>
    private bool IsFresh(string bootstrap) =>
        File.Exists(bootstrap)
        && new DirectoryInfo(Folder)
            .EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .All(entry => entry.LastWriteTimeUtc <= File.GetLastWriteTimeUtc(bootstrap));
}
