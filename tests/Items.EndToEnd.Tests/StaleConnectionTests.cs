using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>
/// A sandbox is frozen between events, for seconds or for hours, and its connections die meanwhile. The caller of
/// the next request must not notice.
/// </summary>
public sealed class StaleConnectionTests(FaultyTableFixture faulty) : IClassFixture<FaultyTableFixture>
{
    [Fact]
    public async Task Requests_share_connections()
    {
        var (id, _) = await faulty.RestAsync();
        int before = faulty.Proxy.AllConnections;

        for (int i = 0; i < 10; i++)
        {
            await faulty.Client.GetItemAsync(id);
        }

        faulty.Proxy.AllConnections.Should().Be(before, "opening a connection costs round trips");
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Connections_that_the_server_closed_while_frozen_are_replaced(string method, string path)
    {
        await ServesAfterAsync(
            method,
            path,
            async () =>
            {
                faulty.Proxy.CloseConnections();
                await Eventually.IsAsync(
                    "all connections are closed",
                    () => faulty.Proxy.OpenConnections == 0
                );
            }
        );
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Connections_that_were_reset_while_frozen_are_replaced(string method, string path)
    {
        await ServesAfterAsync(
            method,
            path,
            async () =>
            {
                faulty.Proxy.ResetConnections();
                await Eventually.IsAsync(
                    "all connections are closed",
                    () => faulty.Proxy.OpenConnections == 0
                );
            }
        );
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Connections_that_lead_nowhere_after_the_freeze_are_replaced(string method, string path)
    {
        int before = faulty.Proxy.RequestsOnForgottenConnections;

        await ServesAfterAsync(
            method,
            path,
            () =>
            {
                faulty.Proxy.ForgetConnections();
                return Task.CompletedTask;
            }
        );

        faulty
            .Proxy.RequestsOnForgottenConnections.Should()
            .BeGreaterThan(before, "the fault must have struck");
    }

    [Fact]
    public async Task A_create_whose_answer_got_lost_succeeds_once()
    {
        await faulty.RestAsync();
        faulty.Proxy.Fault = Fault.LostAnswer.Once;

        var created = await faulty.Client.CreateAsync(Api.ItemWith("name", "\"only once\""));

        faulty.Proxy.Fault.Should().Be(Fault.None, "the fault must have struck");
        (await faulty.Client.GetItemAsync(created.ItemId)).ShouldBe(200, created.Body);
        var list = await faulty.Client.CallAsync("GET", "/api/v1/items/?limit=100");
        list.Json.AsArray().Count(item => (string?)item!["name"] == "only once").Should().Be(1);
    }

    public static TheoryData<string, string> Operations() =>
        new()
        {
            { "GET", Api.Item("{id}") },
            { "PUT", Api.Item("{id}") },
            { "POST", Api.Items },
            { "GET", Api.Items },
        };

    private async Task ServesAfterAsync(string method, string path, Func<Task> breakConnections)
    {
        var (id, sandbox) = await faulty.RestAsync();
        faulty.Proxy.OpenConnections.Should().BePositive("there must be connections to break");
        await breakConnections();

        string? body = method == "GET" ? null : Api.Mug;
        var answer = await faulty.Client.CallAsync(
            method,
            path.Replace("{id}", id, StringComparison.Ordinal),
            body
        );

        answer.Status.Should().Be(method == "POST" ? 201 : 200, "the answer is {0}", answer.Body);
        faulty.Stack.Sandboxes.Should().Equal(sandbox);
    }
}
