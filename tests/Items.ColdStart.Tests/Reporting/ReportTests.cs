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
    public void Bars_are_proportional_to_the_starts_and_within_the_picture()
    {
        var get = TestFunction.AnyOperation;

        var picture = XElement.Parse(
            SvgReport.Write(Of(Series("<slow>", get, 1000), Series("items", get, 10), Series("c", get, 4)))
        );

        XElement[] bars =
        [
            .. picture
                .Descendants()
                .Where(it => (string?)it.Attribute("class") == "first" && Number(it, "height") > 10),
        ];
        // All three, and the two fast ones again without the slow one.
        bars.Should().HaveCount(5);
        (Number(bars[4], "width") / Number(bars[3], "width")).Should().BeApproximately(2.5, 0.01);
        bars.Should().OnlyContain(it => Number(it, "x") + Number(it, "width") <= Number(picture, "width"));
        picture.Value.Should().Contain("<slow>").And.Contain("1001.0 ms");
    }

    [Theory]
    [InlineData(6, 1)]
    [InlineData(11, 2)]
    [InlineData(25, 5)]
    [InlineData(0.8, 0.2)]
    [InlineData(500, 100)]
    public void Ticks_are_round_numbers(double maximum, double distance) =>
        SvgReport.TickDistance(maximum).Should().BeApproximately(distance, 1e-9);

    private static double Number(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    public void Dispose() => _folder.Dispose();

    private static Report Of(params Series[] all) =>
        Report.Of(
            new ContestantSet(
                [.. all.Select(it => it.Contestant).DistinctBy(it => it.Name)],
                [new SkippedContestant("go", "apt-get install golang-go")]
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
