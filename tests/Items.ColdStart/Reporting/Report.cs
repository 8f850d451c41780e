using System.Text.Json.Serialization;
using Items.ColdStart.Tables;

namespace Items.ColdStart.Reporting;

/// <summary>Everything that a run has shown, as it is written to <c>report.json</c>.</summary>
/// <param name="Conditions">What was measured and how, a sentence each.</param>
/// <param name="Base">Contestant that ratios are to.</param>
internal sealed record Report(
    MachineFacts Machine,
    IReadOnlyList<string> Conditions,
    string Base,
    IReadOnlyList<Entrant> Contestants,
    IReadOnlyList<Absentee> Absent,
    IReadOnlyList<Result> Results
)
{
    public static Report Of(
        Field field,
        IReadOnlyList<Series> all,
        IReadOnlyList<string> conditions,
        string baseName
    ) =>
        new(
            MachineFacts.Read(),
            conditions,
            baseName,
            [.. field.Contestants.Select(it => new Entrant(it.Name, it.Title, PackageSize.Of(it.Folder)))],
            field.Absent,
            [
                .. all.Select(series =>
                    Result.Of(
                        series,
                        all.FirstOrDefault(other =>
                            other.Contestant.Name == baseName
                            && other.Operation == series.Operation
                            && other.Transport == series.Transport
                        )
                    )
                ),
            ]
        );
}

/// <summary>A contestant and the bytes of what would be deployed.</summary>
internal sealed record Entrant(string Name, string Title, PackageSize Bytes);

/// <summary>A contestant with one operation over one transport.</summary>
/// <param name="Figures">By <see cref="Metric.Key"/>.</param>
/// <param name="ToBase">Ratios of medians to those of the base; null when it does not have the operation.</param>
internal sealed record Result(
    string Contestant,
    string Operation,
    [property: JsonConverter(typeof(JsonStringEnumConverter<Transport>))] Transport Transport,
    IReadOnlyDictionary<string, Summary> Figures,
    IReadOnlyDictionary<string, double>? ToBase
)
{
    public Summary this[Metric metric] => Figures[metric.Key];

    public static Result Of(Series series, Series? toBase)
    {
        var figures = Summaries(series);
        var other = toBase is null ? null : Summaries(toBase);
        return new Result(
            series.Contestant.Name,
            series.Operation.Name,
            series.Transport,
            figures,
            other
                ?.Where(it => it.Value.Median > 0)
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
