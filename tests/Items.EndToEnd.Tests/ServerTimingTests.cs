using System.Globalization;

namespace Items.EndToEnd.Tests;

/// <summary>The <c>Server-Timing</c> header. Its syntax is checked by the contract, on every response of all tests.</summary>
[Collection(SharedApiDefinition.Name)]
public sealed class ServerTimingTests(SharedApiFixture shared)
{
    private const string Header = "server-timing";

    [Fact]
    public async Task Only_the_first_response_of_a_sandbox_is_cold()
    {
        await using var api = await HostedApi.StartAsync(new HostedApiOptions { Concurrency = 1 });

        var first = Read(await api.Client.CallAsync("GET", "/"));
        var second = Read(await api.Client.CallAsync("GET", "/"));

        first.Keys.Should().Equal("cold", "init", "db", "total");
        first["init"].Should().BePositive();
        second.Keys.Should().Equal("db", "total");
    }

    [Fact]
    public async Task Responses_that_need_the_table_report_the_time_of_its_calls()
    {
        var created = await shared.Client.CreateAsync();
        string item = ItemsApi.Item(created.ItemId);
        ApiResponse[] responses =
        [
            created,
            await shared.Client.ListAsync(),
            await shared.Client.CallAsync("GET", item),
            await shared.Client.CallAsync("HEAD", item),
            await shared.Client.CallAsync("GET", item, headers: [("if-none-match", created.ETag!)]),
            await shared.Client.CallAsync("PUT", item, """{"price": 2}"""),
            await shared.Client.CallAsync("DELETE", item),
            await shared.Client.CallAsync("GET", item),
        ];

        responses.Select(response => response.Status).Should().Equal(201, 200, 200, 200, 304, 200, 204, 404);
        foreach (var timing in responses.Select(Read))
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
    public async Task Responses_without_a_table_call_report_no_time_for_it(
        string method,
        string path,
        int status
    )
    {
        var response = await shared.Client.CallAsync(method, path);

        response.Status.Should().Be(status);
        Read(response)["db"].Should().Be(0);
    }

    [Fact]
    public async Task A_deployment_can_turn_the_header_off()
    {
        await using var api = await HostedApi.StartAsync(new HostedApiOptions { ServerTiming = "off" });

        ApiResponse[] responses =
        [
            await api.Client.CallAsync("GET", "/"),
            await api.Client.CreateAsync(),
            await api.Client.CallAsync("GET", "/nowhere"),
        ];

        responses.Should().OnlyContain(response => !response.HasHeader(Header));
    }

    /// <returns>Milliseconds by metric; zero for one without a duration.</returns>
    private static Dictionary<string, double> Read(ApiResponse response) =>
        response
            .Header(Header)!
            .Split(", ")
            .Select(metric => metric.Split(";dur="))
            .ToDictionary(
                metric => metric[0],
                metric =>
                    metric is [_, var duration] ? double.Parse(duration, CultureInfo.InvariantCulture) : 0
            );
}
