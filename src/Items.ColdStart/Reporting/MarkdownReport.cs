using System.Globalization;
using Items.ColdStart.Tables;

namespace Items.ColdStart.Reporting;

/// <summary>Formats a report on starts as Markdown.</summary>
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
            text.WriteLine($"\n## Start: {title}\n");
            WriteTable(text, report, [.. group], Metric.Start, [Metric.Cold, Metric.Cpu]);
            text.WriteLine($"\n## Steady state: {title}\n");
            WriteTable(text, report, [.. group], Metric.Steady, [Metric.WarmMedian]);
        }

        text.WriteLine("\n## Package\n");
        MarkdownTable.Write(
            text,
            [
                .. report.Contestants.Select(it => (it.Name, it.Title, Size: (PackageSize?)it.Bytes)),
                .. report.Skipped.Select(it => (it.Name, it.Title, Size: (PackageSize?)null)),
            ],
            ("contestant", it => it.Name),
            ("", it => it.Title),
            ("bootstrap MB", it => it.Size is { } size ? Megabytes(size.Bootstrap) : "not built"),
            ("zip MB", it => it.Size is { } size ? Megabytes(size.Zip) : "not built")
        );
        foreach (var skipped in report.Skipped)
        {
            text.WriteLine($"\n{skipped.Name} was skipped: {skipped.Reason}");
        }

        return text.ToString();
    }

    public static string Name(Transport transport) => transport == Transport.Tls ? "TLS" : "plain http";

    /// <param name="results">Of one operation and transport; not all contestants have one.</param>
    private static void WriteTable(
        TextWriter text,
        Report report,
        Result[] results,
        IEnumerable<Metric> metrics,
        IEnumerable<Metric> ratios
    )
    {
        MarkdownTable.Write(
            text,
            report.Contestants,
            [
                ("contestant", it => it.Name),
                .. metrics.Select(metric => Column(metric.Title, it => Cell(it[metric], metric.Format))),
                .. ratios.Select(metric =>
                    Column(
                        $"{metric.ShortTitle} ÷ {results[0].Base}",
                        it => it.ToBase.TryGetValue(metric.Key, out double ratio) ? $"{ratio:0.00}" : "-"
                    )
                ),
            ]
        );

        (string, Func<ContestantPackage, string>) Column(string title, Func<Result, string> cell) =>
            (
                title,
                contestant =>
                    results.FirstOrDefault(it => it.Contestant == contestant.Name) is { } result
                        ? cell(result)
                        : "-"
            );
    }

    private static string Cell(Summary summary, string format)
    {
        string median = summary.Median.ToString(format);
        string low = summary.P10.ToString(format);
        string high = summary.P90.ToString(format);
        return low == high ? median : $"{median} ({low}–{high})";
    }

    private static string Megabytes(long bytes) => $"{bytes / 1e6:0.00}";
}
