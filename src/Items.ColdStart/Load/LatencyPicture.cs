using System.Globalization;
using System.Xml.Linq;
using Items.ColdStart.Reporting;
using static Items.ColdStart.Reporting.SvgPicture;

namespace Items.ColdStart.Load;

/// <summary>Draws a histogram of the latencies for each number of clients.</summary>
internal static class LatencyPicture
{
    private const int Head = 56;
    private const int PanelTop = 56;
    private const int PanelHeight = 160;
    private const int AxisHeight = 48;
    private const int Left = 70;
    private const int Right = 44;
    private static readonly int[] Ticks = [1, 2, 5];

    public static string Write(LoadReport report)
    {
        LoadResult[] results = [.. report.Results.Where(it => it.Latency is not null)];
        // One scale for all, so that numbers of clients can be compared.
        LatencyBin[] bins = [.. results.SelectMany(it => it.Histogram)];
        double from = Math.Log10(bins.Select(it => it.From).DefaultIfEmpty(1).Min());
        double to = Math.Log10(bins.Select(it => it.To).DefaultIfEmpty(10).Max());
        double scale = (Width - Left - Right) / (to - from);
        const int height = PanelTop + PanelHeight + AxisHeight;
        string title = $"Latency of {report.Method} {report.Target.AbsolutePath}";
        return SvgPicture.Write(
            title,
            Head + (results.Length * height),
            Text("title", Margin, 28, title),
            Text("quiet", Margin, 48, "responses from 200 to 299 by latency, on a logarithmic scale"),
            results.Index().Select(it => Group(Head + (it.Index * height), Panel(it.Item, X)))
        );

        double X(double milliseconds) => Left + ((Math.Log10(milliseconds) - from) * scale);
    }

    /// <param name="x">Position of a number of milliseconds.</param>
    private static IEnumerable<XElement> Panel(LoadResult result, Func<double, double> x)
    {
        const int bottom = PanelTop + PanelHeight;
        int most = result.Histogram.Max(it => it.Responses);
        string rate = result.Schedule is { } schedule
            ? $" on a schedule of {Number(schedule.Rate, "0.###")}/s"
            : "";
        yield return Text(
            "ours",
            Margin,
            18,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Clients} clients{rate}: {result.ResponsesPerSecond:N0} responses/s, p50 {result.Latency!.P50:N1} ms, p99 {result.Latency.P99:N1} ms"
            )
        );
        yield return Line("grid", Left, PanelTop, Width - Right, PanelTop);
        yield return Line("grid", Left, bottom, Width - Right, bottom);
        yield return Text(
            "quiet",
            Left - 8,
            PanelTop + 4,
            most.ToString("N0", CultureInfo.InvariantCulture),
            "end"
        );
        yield return Text("quiet", Left - 8, bottom + 4, "0", "end");
        foreach (var bin in result.Histogram)
        {
            double height = bin.Responses * PanelHeight / (double)most;
            double width = x(bin.To) - x(bin.From) - 1;
            yield return Rectangle("init", x(bin.From), bottom - height, width, height);
        }

        foreach (double tick in TicksWithin(result.Histogram[0].From, result.Histogram[^1].To))
        {
            yield return Text("quiet", x(tick), bottom + 16, Number(tick, "0.###"), "middle");
        }

        yield return Text("quiet", (Left + Width - Right) / 2.0, bottom + 34, "milliseconds", "middle");
        yield return Line("whisker", x(result.Latency.P50), PanelTop - 14, x(result.Latency.P50), bottom);
        yield return Line("whisker", x(result.Latency.P99), PanelTop - 14, x(result.Latency.P99), bottom);
        // On different sides of their lines, so that they do not overlap when the two are close.
        yield return Text("quiet", x(result.Latency.P50) - 4, PanelTop - 5, "p50", "end");
        yield return Text("quiet", x(result.Latency.P99) + 4, PanelTop - 5, "p99");
    }

    /// <returns>1, 2 and 5 times powers of ten, or both ends when less than two of these are between them.</returns>
    private static double[] TicksWithin(double from, double to)
    {
        double[] round =
        [
            .. Enumerable
                .Range((int)Math.Floor(Math.Log10(from)), 10)
                .SelectMany(power => Ticks.Select(it => it * Math.Pow(10, power)))
                .Where(it => it >= from && it <= to),
        ];
        return round.Length > 1 ? round : [from, to];
    }
}
