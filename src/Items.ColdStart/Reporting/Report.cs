using System.Text.Json.Serialization;
using Items.ColdStart.Tables;

namespace Items.ColdStart.Reporting;

/// <summary>The results of a run; the content of <c>report.json</c>.</summary>
/// <param name="Conditions">Sentences about how it was measured.</param>
internal sealed record Report(
    MachineFacts Machine,
    IReadOnlyList<string> Conditions,
    IReadOnlyList<ContestantPackage> Contestants,
    IReadOnlyList<SkippedContestant> Skipped,
    IReadOnlyList<Result> Results
)
{
    /// <summary>The contestant that does only what all have to do, so no other can be much faster.</summary>
    public const string Floor = "c";

    /// <returns>What was measured.</returns>
    public ContestantPackage Package(Result result) => Contestants.First(it => it.Name == result.Contestant);

    /// <param name="wantedBase">Contestant that ratios are to; null for the floor. Without it, the first one.</param>
    public static Report Of(
        ContestantSet set,
        IReadOnlyList<Series> all,
        IReadOnlyList<string> conditions,
        string? wantedBase
    ) =>
        new(
            MachineFacts.Read(),
            conditions,
            [
                .. set.Contestants.Select(it => new ContestantPackage(
                    it.Name,
                    it.Title,
                    it.IsOurs,
                    PackageSize.Of(it.Folder)
                )),
            ],
            set.Skipped,
            [
                .. all.GroupBy(it => (it.Operation, it.Transport))
                    .SelectMany(group =>
                    {
                        var toBase =
                            group.FirstOrDefault(it => it.Contestant.Name == (wantedBase ?? Floor))
                            ?? group.First();
                        return group.Select(series => Result.Of(series, toBase));
                    }),
            ]
        );
}

/// <summary>A contestant and the size of its deployment package.</summary>
/// <param name="IsOurs">Whether it is a build of our function.</param>
internal sealed record ContestantPackage(string Name, string Title, bool IsOurs, PackageSize Bytes);

/// <summary>The figures of a contestant with one operation over one transport.</summary>
/// <param name="Figures">By <see cref="Metric.Key"/>.</param>
/// <param name="Base">Contestant with the same operation and transport.</param>
/// <param name="ToBase">Ratios of medians to those of the base, where these are not zero.</param>
internal sealed record Result(
    string Contestant,
    string Operation,
    [property: JsonConverter(typeof(JsonStringEnumConverter<Transport>))] Transport Transport,
    IReadOnlyDictionary<string, Summary> Figures,
    string Base,
    IReadOnlyDictionary<string, double> ToBase
)
{
    public Summary this[Metric metric] => Figures[metric.Key];

    public static Result Of(Series series, Series toBase)
    {
        var figures = Summaries(series);
        return new Result(
            series.Contestant.Name,
            series.Operation.Name,
            series.Transport,
            figures,
            toBase.Contestant.Name,
            Summaries(toBase)
                .Where(it => it.Value.Median > 0)
                .ToDictionary(it => it.Key, it => Math.Round(figures[it.Key].Median / it.Value.Median, 3))
        );
    }

    private static Dictionary<string, Summary> Summaries(Series series) =>
        Metric
            .Start.Concat(Metric.Steady)
            .ToDictionary(
                metric => metric.Key,
                metric => Summary.Of(series.Samples.Select(it => it[metric]))
            );
}
