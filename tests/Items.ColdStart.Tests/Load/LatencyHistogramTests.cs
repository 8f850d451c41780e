using System.Text.Json.Nodes;
using System.Xml.Linq;
using Items.ColdStart.Load;

namespace Items.ColdStart.Tests.Load;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Bins_are_next_to_each_other_and_hold_every_latency()
    {
        var bins = LatencyBin.Of([1, 1.2, 1.3, 99]);

        bins.Should().HaveCount(20);
        bins.Select(it => it.Responses).Should().StartWith([2, 1, 0]).And.EndWith([0, 1]);
        bins.Skip(1).Select(it => it.From).Should().Equal(bins.SkipLast(1).Select(it => it.To));
        bins[0].From.Should().Be(1);
        bins[^1].To.Should().BeApproximately(100, 1e-9);
    }

    [Fact]
    public void No_latency_has_no_bin() => LatencyBin.Of([]).Should().BeEmpty();

    [Fact]
    public async Task The_histogram_is_drawn_beside_the_JSON()
    {
        using var folder = new TemporaryFolder();
        await using var api = await HttpServer.StartAsync((_, _) => Task.CompletedTask);
        var output = new StringWriter();

        await LoadTest.RunAsync(
            new Items.ColdStart.Load.LoadOptions
            {
                Request = new() { Target = new Uri($"{api.Address}/items") },
                Concurrency = [1, 2],
                Requests = 30,
                JsonFile = folder.PathTo("load.json"),
            },
            output,
            CancellationToken.None
        );

        var results = JsonNode.Parse(await File.ReadAllTextAsync(folder.PathTo("load.json")))!["results"]!;
        var bins = results.AsArray().SelectMany(it => it!["histogram"]!.AsArray()).ToList();
        bins.Sum(it => (int)it!["responses"]!).Should().Be(60);
        var picture = XElement.Parse(await File.ReadAllTextAsync(folder.PathTo("load.svg")));
        picture.Descendants().Count(it => (string?)it.Attribute("class") == "init").Should().Be(bins.Count);
        picture
            .Value.Should()
            .Contain("Latency of GET /items")
            .And.Contain("1 clients: ")
            .And.Contain("2 clients: ")
            .And.Contain("milliseconds");
        output.ToString().Should().Contain("load.svg");
    }
}
