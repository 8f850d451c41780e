using System.Collections.Concurrent;
using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>Processes that end without warning.</summary>
public sealed class CrashTests(FaultyTableFixture faulty) : IClassFixture<FaultyTableFixture>
{
    [Fact]
    public async Task A_function_that_dies_during_a_request_is_a_500_and_the_next_request_is_served()
    {
        var (id, sandbox) = await faulty.RestAsync();
        int before = faulty.Proxy.Requests;
        faulty.Proxy.Fault = Fault.Silence;

        var interrupted = faulty.Client.GetItemAsync(id);
        await Eventually.IsAsync("the request is at the table", () => faulty.Proxy.Requests > before);
        Processes.Signal(sandbox, Processes.Kill);
        (await interrupted).ShouldBe(500, """{"message": "Internal Server Error"}""");

        faulty.Proxy.Fault = Fault.None;
        (await faulty.Client.GetItemAsync(id)).Status.Should().Be(200);
        faulty.Stack.Sandboxes.Should().ContainSingle().Which.Should().NotBe(sandbox);
    }

    [Fact]
    public async Task A_function_that_dies_after_the_write_and_before_its_answer_has_created_one_item()
    {
        var (_, sandbox) = await faulty.RestAsync();
        string name = $"crash {Guid.NewGuid()}";
        (string, string)[] key = [("Idempotency-Key", name.Replace(' ', '-'))];
        faulty.Proxy.Break(
            name,
            new Fault(
                "crash",
                async exchange =>
                {
                    await exchange.ForwardAsync();
                    Processes.Signal(sandbox, Processes.Kill);
                }
            ).Once
        );

        var lost = await CreateAsync();
        var written = (await faulty.Tables.FindByNameAsync(name)).Should().ContainSingle().Subject;
        var again = await CreateAsync();

        lost.ShouldBe(500, """{"message": "Internal Server Error"}""");
        (again.Status, again.ItemId).Should().Be((201, written["item_id"].S));
        again.Header("idempotent-replayed").Should().Be("true");
        (await faulty.Tables.FindByNameAsync(name)).Should().ContainSingle();
        (await faulty.Tables.FindRecordsAsync(name)).Should().ContainSingle();

        Task<Answer> CreateAsync() =>
            faulty.Client.CallAsync("POST", Api.Items, Api.ItemWith("name", $"\"{name}\""), headers: key);
    }

    [OwnServerFact]
    public async Task Nothing_acknowledged_is_lost_when_the_whole_stack_is_killed()
    {
        const int BeforeTheEnd = 30;
        using var folder = new TemporaryFolder();
        var options = new StackOptions { Data = folder.File("items.db"), Concurrency = 4 };
        var acknowledged = new ConcurrentBag<Answer>();
        await using (var stack = await LocalStack.StartAsync(options))
        {
            var writers = Task.WhenAll(
                Enumerable.Range(0, 4).Select(_ => WriteUntilTheEndAsync(stack, acknowledged))
            );
            await Eventually.IsAsync("items have been written", () => acknowledged.Count >= BeforeTheEnd);
            await stack.KillAsync();
            await writers;
        }

        await using var restarted = await LocalStack.StartAsync(options);

        acknowledged.Count.Should().BeGreaterThanOrEqualTo(BeforeTheEnd);
        foreach (var created in acknowledged)
        {
            (await restarted.Client.GetItemAsync(created.ItemId)).ShouldBe(200, created.Body);
        }
    }

    private static async Task WriteUntilTheEndAsync(LocalStack stack, ConcurrentBag<Answer> acknowledged)
    {
        try
        {
            Answer answer;
            while ((answer = await stack.PlainClient.CallAsync("POST", Api.Items, Api.Mug)).Status == 201)
            {
                acknowledged.Add(answer);
            }
        }
        catch (HttpRequestException)
        {
            // The stack is gone.
        }
    }
}
