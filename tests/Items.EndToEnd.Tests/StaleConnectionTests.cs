namespace Items.EndToEnd.Tests;

/// <summary>
/// Connections that break while a sandbox is frozen between events, for seconds or hours. The next request must
/// succeed.
/// </summary>
public sealed class StaleConnectionTests(FaultyTableFixture fixture) : IClassFixture<FaultyTableFixture>
{
    [Fact]
    public async Task Requests_share_connections()
    {
        var (id, _) = await fixture.PrepareFrozenSandboxAsync();
        int before = fixture.Proxy.Connections;

        for (int i = 0; i < 10; i++)
        {
            await fixture.Client.GetItemAsync(id);
        }

        fixture.Proxy.Connections.Should().Be(before, "opening a connection costs round trips");
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Connections_closed_while_frozen_are_replaced(string method, string path) =>
        await ShouldServeAfterAsync(method, path, () => ShouldEndAsync(fixture.Proxy.CloseConnections));

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Connections_reset_while_frozen_are_replaced(string method, string path) =>
        await ShouldServeAfterAsync(method, path, () => ShouldEndAsync(fixture.Proxy.ResetConnections));

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Connections_without_responses_after_the_freeze_are_replaced(string method, string path)
    {
        int before = fixture.Proxy.RequestsOnBlackholedConnections;

        await ShouldServeAfterAsync(
            method,
            path,
            () =>
            {
                fixture.Proxy.BlackholeConnections();
                return Task.CompletedTask;
            }
        );

        fixture
            .Proxy.RequestsOnBlackholedConnections.Should()
            .BeGreaterThan(before, "a request must have met the fault");
    }

    public static TheoryData<string, string> Operations() =>
        new()
        {
            { "GET", ItemsApi.Item("{id}") },
            { "PUT", ItemsApi.Item("{id}") },
            { "PATCH", ItemsApi.Item("{id}") },
            { "POST", ItemsApi.Items },
            { "GET", ItemsApi.Items },
        };

    private Task ShouldEndAsync(Action endConnections)
    {
        endConnections();
        return Wait.UntilAsync("all connections are closed", () => fixture.Proxy.OpenConnections == 0);
    }

    private async Task ShouldServeAfterAsync(string method, string path, Func<Task> breakConnections)
    {
        var (id, sandbox) = await fixture.PrepareFrozenSandboxAsync();
        fixture
            .Proxy.OpenConnections.Should()
            .BeGreaterThanOrEqualTo(FaultyTableFixture.ListShards, "there must be connections to break");
        await breakConnections();

        string? body = method == "GET" ? null : ItemsApi.Mug;
        var response = await fixture.Client.CallAsync(
            method,
            path.Replace("{id}", id, StringComparison.Ordinal),
            body
        );

        response.Status.Should().Be(method == "POST" ? 201 : 200, "the body is {0}", response.Body);
        fixture.Api.Sandboxes.Should().Equal(sandbox);
    }
}
