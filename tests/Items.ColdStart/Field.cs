using Items.LocalHost;
using Items.LocalHost.Processes;
using Items.LocalHost.Template;

namespace Items.ColdStart;

/// <summary>A contestant that cannot be built here, and why.</summary>
internal sealed record Absentee(string Name, string Reason);

/// <summary>Who takes part: builds of our function, and the folders under <c>contestants</c>.</summary>
internal sealed record Field(IReadOnlyList<Contestant> Contestants, IReadOnlyList<Absentee> Absent)
{
    /// <exception cref="HostError">A name is wrong, or something does not build.</exception>
    public static async Task<Field> GatherAsync(
        SamTemplate stack,
        MeasureOptions options,
        ProcessLauncher launcher,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        var folders = ContestantFolder.All(
            Path.Combine(stack.Directory, "tests/Items.ColdStart/contestants")
        );
        var ours = options.Functions.Select(OurFunction.Given).ToList();
        RefuseUnknown(options, [.. OurNames(ours), .. folders.Select(it => it.Name)]);
        if (ours.Count == 0)
        {
            ours.Add(await OurFunction.PublishAsync(stack, launcher, output, cancellationToken));
        }

        List<Contestant> built = [.. ours];
        List<Absentee> absent = [];
        foreach (var folder in folders.Where(it => options.Contestants?.Contains(it.Name) ?? true))
        {
            string cache = Path.Combine(stack.Directory, "artifacts/cold-start", folder.Name);
            switch (await folder.BuildAsync(cache, launcher, output, cancellationToken))
            {
                case { Contestant: { } contestant }:
                    built.Add(contestant);
                    break;
                case { Missing: { } reason }:
                    absent.Add(new Absentee(folder.Name, reason));
                    output.WriteLine($"{folder.Name} is skipped: {reason}");
                    break;
            }
        }

        return built.GroupBy(it => it.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new HostError(
                $"two contestants have the name {twice.Key}; name builds with --function NAME=FOLDER"
            )
            : new Field(built, absent);
    }

    private static IEnumerable<string> OurNames(List<Contestant> given) =>
        given.Count == 0 ? [OurFunction.Name] : given.Select(it => it.Name);

    private static void RefuseUnknown(MeasureOptions options, string[] known)
    {
        string[] wanted = [.. options.Contestants ?? [], .. options.Base is { } name ? new[] { name } : []];
        if (wanted.FirstOrDefault(it => !known.Contains(it)) is { } unknown)
        {
            throw new HostError($"there is no contestant '{unknown}', only {string.Join(", ", known)}");
        }
    }
}
