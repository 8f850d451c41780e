using System.Collections.Concurrent;

namespace Items.EndToEnd.Tests;

/// <summary>Processes that are killed.</summary>
public sealed class CrashTests(FaultyTableFixture fixture) : IClassFixture<FaultyTableFixture>
{
    [Fact]
    public async Task A_function_killed_during_a_request_is_a_500_and_the_next_request_is_served()
    {
        var (id, sandbox) = await fixture.PrepareFrozenSandboxAsync();
        int before = fixture.Proxy.Operations.Count;
        fixture.Proxy.Fault = Fault.NoResponse;

        var interrupted = fixture.Client.GetItemAsync(id);
        await Wait.UntilAsync(
            "the function waits for the table",
            () => fixture.Proxy.Operations.Count > before
        );
        LinuxProcess.Send(sandbox, Signal.Kill);
        (await interrupted).ShouldBe(500, """{"message": "Internal Server Error"}""");

        fixture.Proxy.Fault = Fault.None;
        (await fixture.Client.GetItemAsync(id)).Status.Should().Be(200);
        fixture.Api.Sandboxes.Should().ContainSingle().Which.Should().NotBe(sandbox);
    }

    [Fact]
    public async Task A_create_interrupted_between_write_and_response_is_replayed_with_its_key()
    {
        var (_, sandbox) = await fixture.PrepareFrozenSandboxAsync();
        string name = $"crash {Guid.NewGuid()}";
        (string, string)[] key = [("Idempotency-Key", name.Replace(' ', '-'))];
        fixture.Proxy.Break(
            name,
            new Fault(
                "crash",
                async request =>
                {
                    await request.ForwardAsync();
                    LinuxProcess.Send(sandbox, Signal.Kill);
                }
            ).Once
        );

        var lost = await CreateAsync();
        var written = (await fixture.Tables.FindByNameAsync(name)).Should().ContainSingle().Subject;
        var again = await CreateAsync();

        lost.ShouldBe(500, """{"message": "Internal Server Error"}""");
        (again.Status, again.ItemId).Should().Be((201, written["item_id"].S));
        again.Header("idempotent-replayed").Should().Be("true");
        (await fixture.Tables.FindByNameAsync(name)).Should().ContainSingle();
        (await fixture.Tables.FindRecordsAsync(name)).Should().ContainSingle();

        Task<ApiResponse> CreateAsync() =>
            fixture.Client.CallAsync("POST", ItemsApi.Items, ItemsApi.MugNamed(name), headers: key);
    }

    [OwnTableServerFact]
    public async Task No_acknowledged_item_is_lost_when_all_processes_are_killed()
    {
        const int BeforeKill = 30;
        using var folder = new TemporaryFolder();
        var options = new HostedApiOptions { Data = folder.PathTo("items.db"), Concurrency = 4 };
        var acknowledged = new ConcurrentBag<ApiResponse>();
        await using (var api = await HostedApi.StartAsync(options))
        {
            var writers = Task.WhenAll(
                Enumerable.Range(0, 4).Select(_ => WriteUntilFailureAsync(api, acknowledged))
            );
            await Wait.UntilAsync("items have been written", () => acknowledged.Count >= BeforeKill);
            await api.KillAsync();
            await writers;
        }

        await using var restarted = await HostedApi.StartAsync(options);

        acknowledged.Count.Should().BeGreaterThanOrEqualTo(BeforeKill);
        foreach (var created in acknowledged)
        {
            (await restarted.Client.GetItemAsync(created.ItemId)).ShouldBe(200, created.Body);
        }
    }

    private static async Task WriteUntilFailureAsync(HostedApi api, ConcurrentBag<ApiResponse> acknowledged)
    {
        try
        {
            ApiResponse response;
            while (
                (response = await api.UncheckedClient.CallAsync("POST", ItemsApi.Items, ItemsApi.Mug)).Status
                == 201
            )
            {
                acknowledged.Add(response);
            }
        }
        catch (HttpRequestException)
        {
            // The local host has been killed.
        }
    }
}
