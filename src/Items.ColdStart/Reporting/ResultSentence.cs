using System.Globalization;

namespace Items.ColdStart.Reporting;

/// <summary>Says how our function compares with the others.</summary>
internal static class ResultSentence
{
    /// <summary>Compares the first build of our function with the base and the slowest contestant.</summary>
    public static string Of(Report report)
    {
        var ours = report.Results[0];
        Result[] others =
        [
            .. report.Results.Where(it =>
                it.Operation == ours.Operation && it.Transport == ours.Transport && it != ours
            ),
        ];
        double cold = ours[Metric.Cold].Median;
        Result?[] compared =
        [
            others.FirstOrDefault(it => it.Contestant == ours.Base),
            others.MaxBy(it => it[Metric.Cold].Median),
        ];
        string[] comparisons = [.. compared.OfType<Result>().Distinct().Select(Compare)];
        return string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Package(ours).Title}: {cold:0.0} ms from the start to the first response ({ours.Operation} over {MarkdownReport.Name(ours.Transport)})"
            )
            + string.Concat(comparisons.Select(it => $", {it}"))
            + ".";

        string Compare(Result other)
        {
            double ratio = cold / other[Metric.Cold].Median;
            string title = report.Package(other).Title;
            return ratio >= 1
                ? string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} times as long as {title}")
                : string.Create(CultureInfo.InvariantCulture, $"{1 / ratio:0.0} times as fast as {title}");
        }
    }
}
