using System.Globalization;
using System.Xml.Linq;

namespace Items.ColdStart.Reporting;

/// <summary>Elements of a picture that is light or dark as the page that shows it.</summary>
internal static class SvgPicture
{
    /// <summary>Of a picture, in pixels unless it is scaled.</summary>
    public const int Width = 800;

    /// <summary>Between the border and the content.</summary>
    public const int Margin = 16;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private const string Style = """
        text { font: 13px system-ui, sans-serif; fill: #1f2328; }
        .title { font-weight: 600; font-size: 15px; }
        .ours { font-weight: 600; }
        .quiet { fill: #59636e; font-size: 12px; }
        .back { fill: #ffffff; }
        .band { fill: #ddf4ff; }
        .grid { stroke: #d1d9e0; stroke-width: 1; }
        .init { fill: #0969da; }
        .first { fill: #e16f24; }
        .other { opacity: 0.55; }
        .whisker { stroke: #1f2328; stroke-width: 1.5; fill: none; }
        @media (prefers-color-scheme: dark) {
          text { fill: #f0f6fc; }
          .quiet { fill: #9198a1; }
          .back { fill: #0d1117; }
          .band { fill: #121d2f; }
          .grid { stroke: #3d444d; }
          .init { fill: #4493f8; }
          .first { fill: #f0883e; }
          .whisker { stroke: #f0f6fc; }
        }
        """;

    /// <param name="description">For those who cannot see the picture.</param>
    public static string Write(string description, double height, params IEnumerable<object> content) =>
        new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Width} {Number(height)}"),
            new XAttribute("width", Width),
            new XAttribute("height", Number(height)),
            new XAttribute("role", "img"),
            new XElement(Svg + "title", description),
            new XElement(Svg + "style", Style),
            Rectangle("back", 0, 0, Width, height),
            content
        ) + "\n";

    /// <param name="top">Distance from the top of the picture.</param>
    public static XElement Group(double top, params IEnumerable<object> content) =>
        new(Svg + "g", new XAttribute("transform", $"translate(0 {Number(top)})"), content);

    /// <param name="style">Classes, separated by spaces.</param>
    public static XElement Rectangle(string style, double x, double y, double width, double height) =>
        Shape("rect", style, ("x", x), ("y", y), ("width", width), ("height", height));

    /// <inheritdoc cref="Rectangle"/>
    public static XElement Line(string style, double x1, double y1, double x2, double y2) =>
        Shape("line", style, ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2));

    /// <param name="style">Classes, separated by spaces; empty for none.</param>
    /// <param name="y">Of the base line.</param>
    /// <param name="anchor">The part of the text that is at <paramref name="x"/>: start, middle or end.</param>
    public static XElement Text(string style, double x, double y, string text, string anchor = "start")
    {
        var element = Shape("text", style, ("x", x), ("y", y));
        element.Add(new XAttribute("text-anchor", anchor), text);
        return element;
    }

    /// <returns>Lines of a text that fit into the picture as titles.</returns>
    public static IReadOnlyList<string> Wrap(string text)
    {
        const int letterWidth = 9;
        const int maximum = (Width - (2 * Margin)) / letterWidth;
        List<string> lines = [""];
        foreach (string word in text.Split(' '))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > maximum)
            {
                lines.Add(word);
            }
            else
            {
                lines[^1] = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
            }
        }

        return lines;
    }

    public static string Number(double value, string format = "0.#") =>
        value.ToString(format, CultureInfo.InvariantCulture);

    private static XElement Shape(
        string element,
        string style,
        params IEnumerable<(string Name, double Value)> position
    ) =>
        new(
            Svg + element,
            style.Length == 0 ? null : new XAttribute("class", style),
            position.Select(it => new XAttribute(it.Name, Number(it.Value)))
        );
}
