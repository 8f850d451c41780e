using System.Text.Json.Serialization;
using Items.ColdStart.Tables;

namespace Items.ColdStart.Reporting;

/// <summary>Everything that a run has shown, as it is written to <c>report.json</c>.</summary>
/// <param name="Conditions">What was measured and how, a sentence each.</param>
internal sealed record Report(
    MachineFacts Machine,
    IReadOnlyList<string> Conditions,
    IReadOnlyList<Entrant> Contestants,
    IReadOnlyList<Absentee> Absent,
    IReadOnlyList<Result> Results
)
{
    /// <summary>Does as little as can be done; what it costs, everybody pays.</summary>
    public const string Floor = "c";

    /// <param name="wantedBase">Contestant that ratios are to; null for the floor, where that has the operation.</param>
    public static Report Of(
        Field field,
        IReadOnlyList<Series> all,
        IReadOnlyList<string> conditions,
        string? wantedBase
    ) =>
        new(
            MachineFacts.Read(),
            conditions,
            [.. field.Contestants.Select(it => new Entrant(it.Name, it.Title, PackageSize.Of(it.Folder)))],
            field.Absent,
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

/// <summary>A contestant and the bytes of what would be deployed.</summary>
internal sealed record Entrant(string Name, string Title, PackageSize Bytes);

/// <summary>A contestant with one operation over one transport.</summary>
/// <param name="Figures">By <see cref="Metric.Key"/>.</param>
/// <param name="Base">Another of the same operation and transport.</param>
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
                .ToDictionary(
                    it => it.Key,
                    it => Math.Round(figures[it.Key].Median / it.Value.Median, 3),
                    StringComparer.Ordinal
                )
        );
    }

    private static Dictionary<string, Summary> Summaries(Series series) =>
        Metric
            .Start.Concat(Metric.Steady)
            .ToDictionary(
                metric => metric.Key,
                metric => Summary.Of(series.Samples.Select(metric.Value)),
                StringComparer.Ordinal
            );
}
