using System.Xml.Linq;
using static Items.ColdStart.Reporting.SvgPicture;

namespace Items.ColdStart.Reporting;

/// <summary>
/// Draws cold starts as bars of init and first invocation, with a whisker from the 10th to the 90th percentile.
/// </summary>
internal static class SvgReport
{
    private const int Right = 90;
    private const int TitleLine = 20;
    private const int LegendHeight = 24;
    private const int PanelTop = 40;
    private const int Row = 30;
    private const int Bar = 16;
    private const int AxisHeight = 46;
    private const double LetterWidth = 7.2;

    /// <summary>Contestants within this factor of the fastest get a second panel, unless all are.</summary>
    private const double Zoom = 8;

    public static string Write(Report report)
    {
        double left = Margin + 10 + (LetterWidth * report.Contestants.Max(it => it.Title.Length));
        List<XElement> content = [];
        double top = 28;
        string result = ResultSentence.Of(report);
        foreach (string line in Wrap(result))
        {
            content.Add(Text("title", Margin, top, line));
            top += TitleLine;
        }

        content.Add(Legend(top));
        top += LegendHeight;
        foreach (var group in report.Results.GroupBy(it => (it.Operation, it.Transport)))
        {
            Result[] results = [.. group.OrderBy(it => it[Metric.Cold].Median)];
            string title = $"{group.Key.Operation} over {MarkdownReport.Name(group.Key.Transport)}";
            Add(title, results);
            double limit = results[0][Metric.Cold].Median * Zoom;
            Result[] fast = [.. results.TakeWhile(it => it[Metric.Cold].Median <= limit)];
            if (fast.Length > 1 && fast.Length < results.Length)
            {
                Add($"{title}, the fastest {fast.Length}", fast);
            }
        }

        foreach (var skipped in report.Skipped)
        {
            content.Add(Text("quiet", Margin, top + 12, $"Not built: {skipped.Title}"));
            top += TitleLine;
        }

        return SvgPicture.Write(result, top + Margin, content);

        void Add(string title, Result[] results)
        {
            content.Add(Group(top, Panel(report, title, results, left)));
            top += PanelTop + (results.Length * Row) + AxisHeight;
        }
    }

    /// <returns>A distance for about six ticks: 1, 2 or 5 times a power of ten.</returns>
    internal static double TickDistance(double maximum)
    {
        double rough = maximum / 6;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double[] steps = [1, 2, 5, 10];
        return steps.First(step => step * power >= rough * 0.999) * power;
    }

    private static XElement Legend(double top) =>
        Group(
            top,
            Rectangle("init", Margin, -8, 10, 10),
            Text("quiet", Margin + 16, 1, "init: from the start of the process to its request for an event"),
            Rectangle("first", 420, -8, 10, 10),
            Text("quiet", 436, 1, "first invocation; bars are medians, lines p10 to p90")
        );

    private static IEnumerable<XElement> Panel(Report report, string title, Result[] results, double left)
    {
        double maximum = results.Max(it => it[Metric.Cold].P90);
        double scale = (Width - left - Right) / maximum;
        int bottom = PanelTop + (results.Length * Row);
        yield return Text("ours", Margin, 24, title);
        foreach (var (index, result) in results.Index().Where(it => IsOurs(it.Item)))
        {
            yield return Rectangle("band", 0, PanelTop + (index * Row), Width, Row);
        }

        double step = TickDistance(maximum);
        for (double tick = 0; tick <= maximum; tick += step)
        {
            double x = left + (tick * scale);
            yield return Line("grid", x, PanelTop, x, bottom);
            yield return Text("quiet", x, bottom + 16, Number(tick, "0.###"), "middle");
        }

        yield return Text("quiet", left + (maximum * scale / 2), bottom + 32, "milliseconds", "middle");
        foreach (var (index, result) in results.Index())
        {
            foreach (var element in Bars(result, PanelTop + (index * Row)))
            {
                yield return element;
            }
        }

        bool IsOurs(Result result) => report.Package(result).IsOurs;

        IEnumerable<XElement> Bars(Result result, double rowTop)
        {
            double barTop = rowTop + ((Row - Bar) / 2.0);
            double middle = rowTop + (Row / 2.0);
            var cold = result[Metric.Cold];
            var (label, bar) = IsOurs(result) ? ("ours", "") : ("", " other");

            // Medians do not add up exactly; the bar ends where the median of the whole is.
            double init = Math.Min(result[Metric.Init].Median, cold.Median);
            double low = left + (cold.P10 * scale);
            double high = left + (cold.P90 * scale);
            double end = Math.Max(high, left + (cold.Median * scale));
            yield return Text(label, left - 10, middle + 4, report.Package(result).Title, "end");
            yield return Rectangle($"init{bar}", left, barTop, init * scale, Bar);
            yield return Rectangle(
                $"first{bar}",
                left + (init * scale),
                barTop,
                (cold.Median - init) * scale,
                Bar
            );
            yield return Line("whisker", low, middle, high, middle);
            yield return Line("whisker", low, middle - 4, low, middle + 4);
            yield return Line("whisker", high, middle - 4, high, middle + 4);
            yield return Text(label, end + 8, middle + 4, $"{Number(cold.Median, "0.0")} ms");
        }
    }
}
