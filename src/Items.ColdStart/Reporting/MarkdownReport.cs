using System.Globalization;
using Items.ColdStart.Tables;

namespace Items.ColdStart.Reporting;

/// <summary>A report on starts for people, in Markdown.</summary>
internal static class MarkdownReport
{
    public static string Write(Report report)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var machine = report.Machine;
        text.WriteLine(
            $"{machine.Cpu}, {machine.Cores} cores, {machine.MemoryGigabytes} GB, {machine.System}, {machine.Kernel}, {machine.Date}."
        );
        text.WriteLine("Medians, in parentheses from the 10th to the 90th percentile.");
        foreach (string condition in report.Conditions)
        {
            text.WriteLine(condition);
        }

        foreach (var group in report.Results.GroupBy(it => (it.Operation, it.Transport)))
        {
            string title = $"`{group.Key.Operation}` over {Name(group.Key.Transport)}";
            Dictionary<string, Result> rows = group.ToDictionary(it => it.Contestant, StringComparer.Ordinal);
            text.WriteLine($"\n## Start: {title}\n");
            MarkdownTable.Write(text, StartTable(report, rows));
            text.WriteLine($"\n## Steady state: {title}\n");
            MarkdownTable.Write(text, SteadyTable(report, rows));
        }

        text.WriteLine("\n## Package\n");
        MarkdownTable.Write(text, PackageTable(report));
        foreach (var absentee in report.Absent)
        {
            text.WriteLine($"\n{absentee.Name} was skipped: {absentee.Reason}");
        }

        return text.ToString();
    }

    public static string Name(Transport transport) => transport == Transport.Tls ? "TLS" : "plain http";

    private static IEnumerable<string[]> StartTable(Report report, Dictionary<string, Result> rows)
    {
        string toBase = rows.Values.First().Base;
        yield return
        [
            "contestant",
            .. Metric.Start.Select(metric => metric.Title),
            $"cold ÷ {toBase}",
            $"CPU ÷ {toBase}",
        ];
        foreach (var entrant in report.Contestants)
        {
            yield return Row(entrant, rows, Metric.Start, Metric.Cold, Metric.Cpu);
        }
    }

    private static IEnumerable<string[]> SteadyTable(Report report, Dictionary<string, Result> rows)
    {
        string toBase = rows.Values.First().Base;
        yield return ["contestant", .. Metric.Steady.Select(metric => metric.Title), $"p50 ÷ {toBase}"];
        foreach (var entrant in report.Contestants)
        {
            yield return Row(entrant, rows, Metric.Steady, Metric.WarmMedian);
        }
    }

    private static IEnumerable<string[]> PackageTable(Report report)
    {
        yield return ["contestant", "", "bootstrap MB", "files MB", "zip MB"];
        foreach (var entrant in report.Contestants)
        {
            yield return
            [
                entrant.Name,
                entrant.Title,
                Megabytes(entrant.Bytes.Bootstrap),
                Megabytes(entrant.Bytes.Files),
                Megabytes(entrant.Bytes.Zip),
            ];
        }
    }

    private static string[] Row(
        Entrant entrant,
        Dictionary<string, Result> rows,
        IReadOnlyList<Metric> metrics,
        params ReadOnlySpan<Metric> ratios
    )
    {
        List<string> cells = [entrant.Name];
        var result = rows.GetValueOrDefault(entrant.Name);
        foreach (var metric in metrics)
        {
            cells.Add(result is null ? "-" : Cell(result[metric], metric.Format));
        }

        foreach (var metric in ratios)
        {
            cells.Add(
                result is not null && result.ToBase.TryGetValue(metric.Key, out double ratio)
                    ? ratio.ToString("0.00", CultureInfo.InvariantCulture)
                    : "-"
            );
        }

        return [.. cells];
    }

    private static string Cell(Summary summary, string format)
    {
        string median = Text(summary.Median);
        string low = Text(summary.P10);
        string high = Text(summary.P90);
        return low == high ? median : $"{median} ({low}–{high})";

        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Megabytes(long bytes) =>
        (bytes / 1e6).ToString("0.00", CultureInfo.InvariantCulture);
}
