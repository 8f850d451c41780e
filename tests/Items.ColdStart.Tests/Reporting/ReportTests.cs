using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Items.ColdStart.Operations;
using Items.ColdStart.Reporting;
using Items.ColdStart.Tables;

namespace Items.ColdStart.Tests.Reporting;

public sealed class ReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = TestFunction.Create("#!/bin/sh\n");

    [Fact]
    public void Ratios_are_to_the_floor_where_it_has_the_operation()
    {
        var get = TestFunction.AnyOperation with { Name = "get" };
        var post = TestFunction.AnyOperation with { Name = "post" };

        var report = Of(
            Series("items", get, 10, 20, 30),
            Series("c", get, 4, 5, 6),
            Series("items", post, 50)
        );

        var first = report.Results[0];
        first[Metric.Cold].Should().Be(new Summary(21, 13, 29));
        first.Base.Should().Be("c");
        first.ToBase[Metric.Cold.Key].Should().Be(3.5);
        report.Results[2].Base.Should().Be("items");
        report.Results[2].ToBase[Metric.Cold.Key].Should().Be(1);
    }

    [Fact]
    public void The_table_has_a_row_for_each_contestant_and_a_dash_without_a_result()
    {
        var get = TestFunction.AnyOperation with { Name = "get" };
        var post = TestFunction.AnyOperation with { Name = "post" };

        string text = MarkdownReport.Write(
            Of(Series("items", get, 10), Series("c", get, 4), Series("items", post, 50))
        );

        string[][] tables =
        [
            .. text.Split("\n## ")
                .Select(section => section.Split('\n').Where(it => it.StartsWith("| ")).ToArray()),
        ];
        tables[1].Should().HaveCount(4);
        tables[1][2].Should().Match("| items * 11.00 |* 2.20 |*");
        tables[3][3].Should().Match("| c * - |*");
        tables
            .Should()
            .OnlyContain(rows => rows.Select(it => it.Length).Distinct().Count() <= 1, "columns are aligned");
        text.Should().Contain("go was skipped: apt-get install golang-go");
        text.WithoutAlignment().Should().Contain("| go | Go, AWS SDK | not built | not built |");
    }

    [Fact]
    public void The_report_is_JSON()
    {
        var report = Of(Series("items", TestFunction.AnyOperation, 10));

        var json = JsonNode.Parse(JsonSerializer.Serialize(report, ReportJson.Default.Report))!;

        ((string?)json["results"]![0]!["transport"]).Should().Be("Tls");
        ((double?)json["results"]![0]!["figures"]!["coldMs"]!["median"]).Should().Be(11);
        ((int?)json["machine"]!["cores"]).Should().BePositive();
    }

    [Fact]
    public void Numbers_in_JSON_have_four_digits()
    {
        var report = Of(Series("items", TestFunction.AnyOperation, 1234.5678, 0.000123456));

        string json = JsonSerializer.Serialize(report, ReportJson.Default.Report);

        // The mean of both is the median, 617.28396…
        json.Should().Contain("\"median\": 617.3,").And.NotContain("617.28");
    }

    [Fact]
    public void Bars_are_proportional_to_the_starts_and_within_the_picture()
    {
        var get = TestFunction.AnyOperation;

        var picture = XElement.Parse(
            SvgReport.Write(Of(Series("<slow>", get, 1000), Series("items", get, 10), Series("c", get, 4)))
        );

        XElement[] bars =
        [
            .. picture.Descendants().Where(it => Style(it).StartsWith("first") && Number(it, "height") > 10),
        ];
        // All three, and the two fast ones again without the slow one.
        bars.Should().HaveCount(5);
        (Number(bars[4], "width") / Number(bars[3], "width")).Should().BeApproximately(2.5, 0.01);
        bars.Should().OnlyContain(it => Number(it, "x") + Number(it, "width") <= Number(picture, "width"));
        picture.Value.Should().Contain("<slow>").And.Contain("1001.0 ms");
    }

    [Fact]
    public void The_picture_says_the_result_and_highlights_our_function()
    {
        var get = TestFunction.AnyOperation with { Name = "get" };
        var ours = Series("items", get, 19);
        var report = Of(
            ours with
            {
                Contestant = ours.Contestant with { Title = "Items API, C#", IsOurs = true },
            },
            Series("c", get, 9),
            Series("Node.js, AWS SDK v3, Zod, esbuild", get, 99)
        );

        var picture = XElement.Parse(SvgReport.Write(report));

        XElement[] texts = [.. picture.Descendants().Where(it => it.Name.LocalName == "text")];
        string title = string.Join(' ', texts.Where(it => Style(it) == "title").Select(it => it.Value));
        title
            .Should()
            .Be(
                "Items API, C#: 20.0 ms from the start to the first response (get over TLS), "
                    + "2.00 times as long as c, 5.0 times as fast as Node.js, AWS SDK v3, Zod, esbuild."
            );
        texts.Where(it => it.Value == "Items API, C#").Should().OnlyContain(it => Style(it) == "ours");
        texts.Count(it => it.Value.StartsWith("init:")).Should().Be(1, "there is one legend");
        texts.Select(it => it.Value).Should().Contain("milliseconds").And.Contain("Not built: Go, AWS SDK");
        picture.Descendants().Should().Contain(it => Style(it) == "band");
    }

    [Fact]
    public void No_text_of_the_picture_is_outside_of_it()
    {
        var picture = XElement.Parse(
            SvgReport.Write(
                Of(
                    Series("Node.js, AWS SDK v3, Zod, esbuild", TestFunction.AnyOperation, 99),
                    Series("c", TestFunction.AnyOperation, 4)
                )
            )
        );

        XElement[] texts = [.. picture.Descendants().Where(it => it.Name.LocalName == "text")];
        texts.Should().OnlyContain(it => Start(it) >= 0 && Start(it) + Width(it) <= Number(picture, "width"));
    }

    [Theory]
    [InlineData(6, 1)]
    [InlineData(11, 2)]
    [InlineData(25, 5)]
    [InlineData(0.8, 0.2)]
    [InlineData(500, 100)]
    public void Ticks_are_round_numbers(double maximum, double distance) =>
        SvgReport.TickDistance(maximum).Should().BeApproximately(distance, 1e-9);

    /// <summary>7 pixels are the mean width of a letter at 13 pixels, a little more than in the fonts of browsers.</summary>
    private static double Width(XElement text) => text.Value.Length * (Style(text) == "title" ? 9 : 7);

    private static double Start(XElement text) =>
        Number(text, "x")
        - (string?)text.Attribute("text-anchor") switch
        {
            "end" => Width(text),
            "middle" => Width(text) / 2,
            _ => 0,
        };

    private static string Style(XElement element) => (string?)element.Attribute("class") ?? "";

    private static double Number(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    public void Dispose() => _folder.Dispose();

    private static Report Of(params Series[] all) =>
        Report.Of(
            new ContestantSet(
                [.. all.Select(it => it.Contestant).DistinctBy(it => it.Name)],
                [new SkippedContestant("go", "Go, AWS SDK", "apt-get install golang-go")]
            ),
            all,
            ["As usual."],
            wantedBase: null
        );

    private Series Series(string name, Operation operation, params double[] first) =>
        new(
            new Contestant(name, name, _folder.FullPath, [operation.Name]),
            operation,
            Transport.Tls,
            [
                .. first.Select(it =>
                    Metric
                        .Start.Concat(Metric.Steady)
                        .ToDictionary(
                            metric => metric,
                            metric =>
                                metric == Metric.Cold ? it + 1
                                : metric == Metric.Init ? 1
                                : it
                        )
                ),
            ]
        );
}
