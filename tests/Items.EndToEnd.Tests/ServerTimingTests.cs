using System.Globalization;
using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>What answers say of where their time went. That its form is the contract's is checked on every answer of all tests.</summary>
[Collection(SharedStackDefinition.Name)]
public sealed class ServerTimingTests(StackFixture shared)
{
    private const string Header = "server-timing";

    [Fact]
    public async Task Only_the_first_answer_of_a_sandbox_is_cold()
    {
        await using var stack = await LocalStack.StartAsync(new StackOptions { Concurrency = 1 });

        var first = Read(await stack.Client.CallAsync("GET", "/"));
        var second = Read(await stack.Client.CallAsync("GET", "/"));

        first.Keys.Should().Equal("cold", "init", "db", "total");
        first["init"].Should().BePositive();
        second.Keys.Should().Equal("db", "total");
    }

    [Fact]
    public async Task Whoever_asks_the_table_waits_for_it()
    {
        var created = await shared.Client.CreateAsync();
        string item = Api.Item(created.ItemId);
        Answer[] answers =
        [
            created,
            await shared.Client.CallAsync("GET", Api.Items),
            await shared.Client.CallAsync("GET", item),
            await shared.Client.CallAsync("HEAD", item),
            await shared.Client.CallAsync("GET", item, headers: [("if-none-match", created.ETag!)]),
            await shared.Client.CallAsync("PUT", item, """{"price": 2}"""),
            await shared.Client.CallAsync("DELETE", item),
            await shared.Client.CallAsync("GET", item),
        ];

        answers.Select(answer => answer.Status).Should().Equal(201, 200, 200, 200, 304, 200, 204, 404);
        foreach (var timing in answers.Select(Read))
        {
            timing["db"].Should().BePositive();
            timing["total"].Should().BeGreaterThanOrEqualTo(timing["db"]);
        }
    }

    [Theory]
    [InlineData("GET", "/", 200)]
    [InlineData("HEAD", "/", 200)]
    [InlineData("GET", "/docs", 200)]
    [InlineData("HEAD", "/docs", 200)]
    [InlineData("GET", "/redoc", 200)]
    [InlineData("GET", "/openapi.json", 200)]
    [InlineData("GET", "/openapi.yaml", 200)]
    [InlineData("GET", "/docs/assets/none.js", 404)]
    [InlineData("GET", "/nowhere", 404)]
    [InlineData("PATCH", "/api/v1/items/", 405)]
    [InlineData("OPTIONS", "/api/v1/items/", 204)]
    [InlineData("POST", "/api/v1/items/", 422)]
    public async Task Whoever_does_not_ask_it_does_not_wait(string method, string path, int status)
    {
        var answer = await shared.Client.CallAsync(method, path);

        answer.Status.Should().Be(status);
        Read(answer)["db"].Should().Be(0);
    }

    /// <summary>An entity tag is about what is sent, not about how long it took.</summary>
    [Fact]
    public async Task A_page_keeps_its_tag_whatever_the_time_it_took()
    {
        var page = await shared.Client.CallAsync("GET", "/docs");

        var again = await shared.Client.CallAsync("GET", "/docs", headers: [("if-none-match", page.ETag!)]);

        again.ShouldBeEmpty(304);
        again.ETag.Should().Be(page.ETag);
        Read(again).Should().ContainKey("total");
    }

    [Fact]
    public async Task A_deployment_can_switch_it_off()
    {
        await using var stack = await LocalStack.StartAsync(new StackOptions { ServerTiming = "off" });

        Answer[] answers =
        [
            await stack.Client.CallAsync("GET", "/"),
            await stack.Client.CreateAsync(),
            await stack.Client.CallAsync("GET", "/nowhere"),
        ];

        answers.Should().OnlyContain(answer => !answer.Has(Header));
    }

    /// <returns>Milliseconds by metric; zero for one without a duration.</returns>
    private static Dictionary<string, double> Read(Answer answer) =>
        answer
            .Header(Header)!
            .Split(", ")
            .Select(metric => metric.Split(";dur="))
            .ToDictionary(
                metric => metric[0],
                metric =>
                    metric is [_, var duration] ? double.Parse(duration, CultureInfo.InvariantCulture) : 0
            );
}
