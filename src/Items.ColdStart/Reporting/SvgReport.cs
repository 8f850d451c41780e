using System.Globalization;
using System.Xml.Linq;

namespace Items.ColdStart.Reporting;

/// <summary>
/// Draws cold starts as bars of init and first invocation, with a whisker from the 10th to the 90th percentile.
/// </summary>
internal static class SvgReport
{
    private const int Width = 800;
    private const int Right = 90;
    private const int PanelTop = 56;
    private const int Row = 30;
    private const int Bar = 16;
    private const int AxisHeight = 40;
    private const int LetterWidth = 8;

    /// <summary>Contestants within this factor of the fastest get a second panel, unless all are.</summary>
    private const double Zoom = 8;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    // Light or dark as the page that shows the picture.
    private const string Style = """
        text { font: 13px system-ui, sans-serif; fill: #1f2328; }
        .title { font-weight: 600; font-size: 15px; }
        .quiet { fill: #59636e; font-size: 12px; }
        .back { fill: #ffffff; }
        .grid { stroke: #d1d9e0; stroke-width: 1; }
        .init { fill: #0969da; }
        .first { fill: #e16f24; }
        .whisker { stroke: #1f2328; stroke-width: 1.5; fill: none; }
        @media (prefers-color-scheme: dark) {
          text { fill: #f0f6fc; }
          .quiet { fill: #9198a1; }
          .back { fill: #0d1117; }
          .grid { stroke: #3d444d; }
          .init { fill: #4493f8; }
          .first { fill: #f0883e; }
          .whisker { stroke: #f0f6fc; }
        }
        """;

    public static string Write(Report report)
    {
        List<XElement> panels = [];
        int top = 0;
        int left = 30 + (LetterWidth * report.Results.Max(it => it.Contestant.Length));
        foreach (var group in report.Results.GroupBy(it => (it.Operation, it.Transport)))
        {
            Result[] results = [.. group.OrderBy(it => it[Metric.Cold].Median)];
            string title =
                $"Cold start, {group.Key.Operation} over {MarkdownReport.Name(group.Key.Transport)}";
            Add(title, results);
            double limit = results[0][Metric.Cold].Median * Zoom;
            Result[] fast = [.. results.TakeWhile(it => it[Metric.Cold].Median <= limit)];
            if (fast.Length > 1 && fast.Length < results.Length)
            {
                Add($"{title}: the fastest", fast);
            }
        }

        var picture = new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Width} {top}"),
            new XAttribute("width", Width),
            new XAttribute("height", top),
            new XAttribute("role", "img"),
            new XElement(Svg + "title", "Cold starts of the contestants: init and first invocation"),
            new XElement(Svg + "style", Style),
            Rectangle("back", 0, 0, Width, top),
            panels
        );
        return picture + "\n";

        void Add(string title, Result[] results)
        {
            panels.Add(Panel(title, results, top, left));
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

    private static XElement Panel(string title, Result[] results, int top, int left)
    {
        double maximum = results.Max(it => it[Metric.Cold].P90);
        double scale = (Width - left - Right) / maximum;
        int bottom = PanelTop + (results.Length * Row);
        var panel = new XElement(
            Svg + "g",
            new XAttribute("transform", $"translate(0 {top})"),
            Text("title", 16, 24, title),
            Rectangle("init", 16, 34, 10, 10),
            Text("quiet", 30, 43, "init"),
            Rectangle("first", 62, 34, 10, 10),
            Text("quiet", 76, 43, "first invocation; milliseconds, median and p10 to p90")
        );
        double step = TickDistance(maximum);
        for (double tick = 0; tick <= maximum; tick += step)
        {
            double x = left + (tick * scale);
            panel.Add(Line("grid", x, PanelTop, x, bottom));
            panel.Add(Text("quiet", x, bottom + 16, Number(tick, "0.###"), "middle"));
        }

        foreach (var (index, result) in results.Index())
        {
            panel.Add(Bars(result, PanelTop + (index * Row), left, scale));
        }

        return panel;
    }

    private static IEnumerable<XElement> Bars(Result result, double top, int left, double scale)
    {
        double barTop = top + ((Row - Bar) / 2.0);
        double middle = top + (Row / 2.0);
        var cold = result[Metric.Cold];

        // Medians do not add up exactly; the bar ends where the median of the whole is.
        double init = Math.Min(result[Metric.Init].Median, cold.Median);
        double low = left + (cold.P10 * scale);
        double high = left + (cold.P90 * scale);
        yield return Text("", left - 10, middle + 4, result.Contestant, "end");
        yield return Rectangle("init", left, barTop, init * scale, Bar);
        yield return Rectangle("first", left + (init * scale), barTop, (cold.Median - init) * scale, Bar);
        yield return Line("whisker", low, middle, high, middle);
        yield return Line("whisker", low, middle - 4, low, middle + 4);
        yield return Line("whisker", high, middle - 4, high, middle + 4);
        yield return Text(
            "",
            Math.Max(high, left + (cold.Median * scale)) + 8,
            middle + 4,
            $"{Number(cold.Median, "0.0")} ms"
        );
    }

    private static XElement Rectangle(string name, double x, double y, double width, double height) =>
        Shape("rect", name, ("x", x), ("y", y), ("width", width), ("height", height));

    private static XElement Line(string name, double x1, double y1, double x2, double y2) =>
        Shape("line", name, ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2));

    private static XElement Text(string name, double x, double y, string text, string anchor = "start")
    {
        var element = Shape("text", name, ("x", x), ("y", y));
        element.Add(new XAttribute("text-anchor", anchor), text);
        return element;
    }

    private static XElement Shape(
        string element,
        string name,
        params IEnumerable<(string Name, double Value)> position
    ) =>
        new(
            Svg + element,
            name.Length == 0 ? null : new XAttribute("class", name),
            position.Select(it => new XAttribute(it.Name, Number(it.Value, "0.#")))
        );

    private static string Number(double value, string format) =>
        value.ToString(format, CultureInfo.InvariantCulture);
}
