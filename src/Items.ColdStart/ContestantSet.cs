using Items.LocalHost;
using Items.LocalHost.Processes;

namespace Items.ColdStart;

/// <summary>A function in one technology, ready to be started.</summary>
/// <param name="Folder">Its deployment package unpacked, with the executable <c>bootstrap</c>.</param>
/// <param name="Operations">Names of the operations that it implements.</param>
/// <param name="IsOurs">Whether it is a build of our function.</param>
internal sealed record Contestant(
    string Name,
    string Title,
    string Folder,
    IReadOnlyCollection<string> Operations,
    bool IsOurs = false
)
{
    public string Bootstrap => Path.Combine(Folder, "bootstrap");
}

/// <param name="Reason">The tool that is not installed, or the package that does not restore.</param>
internal sealed record SkippedContestant(string Name, string Title, string Reason);

/// <summary>What is compared: builds of our function, and the folders under <c>contestants</c>.</summary>
internal sealed record ContestantSet(
    IReadOnlyList<Contestant> Contestants,
    IReadOnlyList<SkippedContestant> Skipped
)
{
    /// <exception cref="HostError">A name is unknown or used twice, or a build fails.</exception>
    public static async Task<ContestantSet> BuildAsync(
        MeasureOptions options,
        ProcessLauncher launcher,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        var folders = ContestantFolder.All(
            Path.Combine(Repository.Folder, "src/Items.ColdStart/contestants")
        );
        List<Contestant> built = [.. options.Functions.Select(OurFunction.Given)];
        RejectUnknown(
            options,
            [
                .. built.Select(it => it.Name).DefaultIfEmpty(OurFunction.Name),
                .. folders.Select(it => it.Name),
            ]
        );
        if (built.Count == 0)
        {
            built.Add(await OurFunction.FindAsync(given: null, output, cancellationToken));
        }

        List<SkippedContestant> skipped = [];
        foreach (var folder in folders.Where(it => options.Contestants?.Contains(it.Name) ?? true))
        {
            string target = Path.Combine(Repository.Folder, "artifacts/cold-start", folder.Name);
            var (title, operations) = folder.Settings;
            if (await folder.BuildAsync(target, launcher, output, cancellationToken) is { } reason)
            {
                skipped.Add(new SkippedContestant(folder.Name, title, reason));
                output.WriteLine($"{folder.Name} is skipped: {reason}");
            }
            else
            {
                built.Add(new Contestant(folder.Name, title, target, operations));
            }
        }

        return built.GroupBy(it => it.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new HostError(
                $"two contestants have the name {twice.Key}; name builds with --function NAME=FOLDER"
            )
            : new ContestantSet(built, skipped);
    }

    private static void RejectUnknown(MeasureOptions options, string[] known)
    {
        string[] wanted = [.. options.Contestants ?? [], .. options.Base is { } name ? new[] { name } : []];
        if (wanted.FirstOrDefault(it => !known.Contains(it)) is { } unknown)
        {
            throw new HostError($"there is no contestant '{unknown}', only {string.Join(", ", known)}");
        }
    }
}
