using System.Text.Json.Nodes;
using Items.EndToEnd.Tests.Telemetry;

namespace Items.EndToEnd.Tests.Ingestion;

/// <summary>Crashes, duplicates and failures while imports are accepted and processed.</summary>
public sealed class ImportFaultTests(IngestionFixture fixture) : IClassFixture<IngestionFixture>
{
    private static readonly Fault Throttled = Fault.Error("ThrottlingException", "Slow down.");

    [Fact]
    public async Task A_message_delivered_again_after_a_crash_before_its_deletion_has_no_second_effect()
    {
        await using var crashing = await fixture.StartFunctionAsync();
        string name = NewName();
        string id = await crashing.AcceptAsync(25, name);
        var message = fixture.Services.MessagesWith(id).Should().ContainSingle().Subject;
        var crash = new TaskCompletionSource();
        fixture.Proxy.Break(
            name,
            new Fault(
                "crash after the write",
                async request =>
                {
                    await request.ForwardAsync();
                    LinuxProcess.Send(crashing.ProcessId, Signal.Kill);
                    crash.SetResult();
                }
            ).Once,
            "TransactWriteItems"
        );

        _ = await crashing.SendAsync(FunctionEvent.Queue(message));
        await crash.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await using var next = await fixture.StartFunctionAsync();
        (await next.ProgressAsync(id)).ShouldBe("completed", processed: 25, failed: 0);
        (await next.DeliverAsync(message with { ReceiveCount = 2 })).Should().BeEmpty();

        (await next.ProgressAsync(id)).ShouldBe("completed", processed: 25, failed: 0);
        await ShouldHaveCreatedAsync(name, 25);
    }

    [Fact]
    public async Task A_response_is_not_cold_when_the_first_invocation_of_the_process_was_a_batch()
    {
        await using var accepting = await fixture.StartFunctionAsync();
        string id = await accepting.AcceptAsync(1, NewName());
        await using var function = await fixture.StartFunctionAsync();

        (await function.DeliverAsync(fixture.Services.MessagesWith(id))).Should().BeEmpty();
        var response = await function.InvokeAsync(FunctionEvent.Http("GET", "/"));

        ((string)response.Json["headers"]!["server-timing"]!).Should().StartWith("db;dur=");
    }

    [Fact]
    public async Task The_same_message_in_two_processes_at_once_counts_once()
    {
        await using var one = await fixture.StartFunctionAsync();
        await using var two = await fixture.StartFunctionAsync();
        string name = NewName();
        string id = await one.AcceptAsync(100, name);

        foreach (var message in fixture.Services.MessagesWith(id))
        {
            var failed = await Task.WhenAll(one.DeliverAsync(message), two.DeliverAsync(message));
            failed.Should().AllSatisfy(it => it.Should().BeEmpty());
        }

        (await one.ProgressAsync(id)).ShouldBe("completed", processed: 100, failed: 0);
        await ShouldHaveCreatedAsync(name, 100);
    }

    [Fact]
    public async Task A_batch_received_after_its_deadline_is_returned_whole_and_nothing_is_lost()
    {
        await using var function = await fixture.StartFunctionAsync();
        string name = NewName();
        string id = await function.AcceptAsync(100, name);
        var messages = fixture.Services.MessagesWith(id);

        function.Timeout = TimeSpan.Zero;
        var failed = await function.DeliverAsync(messages);

        failed.Should().Equal(messages.Select(message => message.Id));
        (await fixture.Tables.AllAsync()).Should().NotContain(item => item["name"].S.StartsWith(name));
        function.Timeout = TimeSpan.FromSeconds(10);
        (await function.DeliverAsync(messages)).Should().BeEmpty();
        (await function.ProgressAsync(id)).ShouldBe("completed", processed: 100, failed: 0);
    }

    [Fact]
    public async Task A_queue_that_is_down_at_acceptance_is_a_503_and_the_same_key_completes_the_import()
    {
        await using var function = await fixture.StartFunctionAsync();
        string name = NewName();
        string items = ImportClient.Items(300, name);
        (string, string)[] key = [("idempotency-key", Guid.NewGuid().ToString())];
        LoggedResponse unavailable;
        // The first call takes some of the messages.
        fixture.Services.Capacity = 7;
        try
        {
            unavailable = await function.CallAsync(
                FunctionEvent.Http("POST", ImportClient.Imports, body: items, headers: key)
            );
        }
        finally
        {
            fixture.Services.Capacity = int.MaxValue;
        }

        fixture.Services.IsQueueDown = true;
        var stillUnavailable = await function.ImportAsync(items, key);
        fixture.Services.IsQueueDown = false;
        var accepted = await function.ImportAsync(items, key);

        const string NotKnown = """{"detail":"The outcome of this request is not known"}""";
        (unavailable.Status, unavailable.Response.Body).Should().Be((503, NotKnown));
        unavailable.SpecialMetrics.Should().Equal("Status5xx", "Unavailable", "OutcomeUnknown");
        (stillUnavailable.Status, stillUnavailable.Body).Should().Be((503, NotKnown));
        accepted.Status.Should().Be(202);
        string id = (string)JsonNode.Parse(accepted.Body)!["import_id"]!;
        var messages = fixture.Services.MessagesWith(id);
        messages.Should().HaveCount(7 + 12);
        foreach (var batch in messages.Chunk(10))
        {
            (await function.DeliverAsync(batch)).Should().BeEmpty();
        }

        (await function.ProgressAsync(id)).ShouldBe("completed", processed: 300, failed: 0);
        await ShouldHaveCreatedAsync(name, 300);
    }

    [Fact]
    public async Task A_table_throttled_for_longer_than_an_invocation_delays_an_import_and_loses_nothing()
    {
        await using var function = await fixture.StartFunctionAsync();
        string name = NewName();
        string id = await function.AcceptAsync(50, name);
        var messages = fixture.Services.MessagesWith(id);
        function.Timeout = TimeSpan.FromSeconds(3);
        fixture.Proxy.Break(name, Throttled, "TransactWriteItems");

        var failed = await function.DeliverAsync(messages);
        int attempts = fixture.Proxy.FaultCount(name);
        await fixture.Proxy.RestoreAsync(name);
        function.Timeout = TimeSpan.FromSeconds(10);
        var failedAfterwards = await function.DeliverAsync(messages);

        failed.Should().Equal(messages.Select(message => message.Id));
        // Until the deadline, with growing pauses: more than the attempts of one write, and not thousands.
        attempts.Should().BeInRange(11, 60);
        failedAfterwards.Should().BeEmpty();
        (await function.ProgressAsync(id)).ShouldBe("completed", processed: 50, failed: 0);
        await ShouldHaveCreatedAsync(name, 50);
    }

    [Fact]
    public async Task A_table_throttled_for_a_moment_is_waited_for_in_the_same_invocation()
    {
        await using var function = await fixture.StartFunctionAsync();
        string name = NewName();
        string id = await function.AcceptAsync(25, name);
        fixture.Proxy.Break(name, Throttled, "TransactWriteItems");

        var (_, result) = await function.SendAsync(FunctionEvent.Queue(fixture.Services.MessagesWith(id)));
        // More attempts than those of one write.
        await Wait.UntilAsync("the table has been throttled", () => fixture.Proxy.FaultCount(name) > 6);
        await fixture.Proxy.RestoreAsync(name);

        JsonNode.Parse((await result).Body)!["batchItemFailures"]!.AsArray().Should().BeEmpty();
        (await function.ProgressAsync(id)).ShouldBe("completed", processed: 25, failed: 0);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"type": "import", "version": 2, "import_id": "x"}""")]
    [InlineData("""{"type": "export", "version": 1}""")]
    [InlineData("""{"type": "import", "version": 1, "items": null}""")]
    public async Task A_poison_message_fails_alone(string body)
    {
        await using var function = await fixture.StartFunctionAsync();
        string name = NewName();
        string id = await function.AcceptAsync(50, name);
        var good = fixture.Services.MessagesWith(id);
        var poison = new SentMessage(body);

        var failed = await function.DeliverAsync(good[0], poison, good[1]);

        failed.Should().Equal(poison.Id);
        (await function.ProgressAsync(id)).ShouldBe("completed", processed: 50, failed: 0);
        await function.KillAsync();
        function.Output.Should().Contain(line => line.Contains(poison.Id) && line.Contains("WARN"));
    }

    [Fact]
    public async Task A_message_of_version_1_is_processed()
    {
        await using var function = await fixture.StartFunctionAsync();
        string body = await File.ReadAllTextAsync(
            Repository.PathTo("tests/Items.EndToEnd.Tests/Ingestion/Messages/import-1.json")
        );

        (await function.DeliverAsync(new SentMessage(body))).Should().BeEmpty();

        var item = (await fixture.Tables.FindAsync("019a9f11-2c4a-7b36-8f21-5d0e9a4c7b18"))!;
        item["name"].S.Should().Be("Blue mug €");
        item["description"].S.Should().Be("Stoneware, 350 ml.");
        item["price"].N.Should().Be("12.5");
        item["category"].S.Should().Be("kitchen");
        item["created_at"].S.Should().Be("2026-11-21T22:00:00.123456Z");
        item["version"].N.Should().Be("1");
        (await fixture.Tables.FindAsync("019a9f11-2c4a-7b3a-9c1e-0a1b2c3d4e5f"))!
            .Should()
            .NotContainKey("description");
    }

    [Fact]
    public async Task A_message_made_now_has_the_format_of_version_1()
    {
        await using var function = await fixture.StartFunctionAsync();
        string id = await function.AcceptAsync(26, NewName() + " €");
        var fixtureText = await File.ReadAllTextAsync(
            Repository.PathTo("tests/Items.EndToEnd.Tests/Ingestion/Messages/import-1.json")
        );

        var message = fixture.Services.MessagesWith(id)[1];

        message.Body.Should().MatchRegex("^[\\x20-\\x7E]*$", "SQS rejects some characters");
        Members(message.Json).Should().Equal(Members(JsonNode.Parse(fixtureText)!));
        ((int)message.Json["part"]!, (int)message.Json["first_index"]!).Should().Be((2, 25));

        static IEnumerable<string> Members(JsonNode json) =>
            [
                .. json.AsObject().Select(member => member.Key),
                .. json["items"]![0]!.AsObject().Select(member => member.Key),
            ];
    }

    [Fact]
    public async Task A_deleted_item_is_not_created_again_by_a_repeated_or_a_late_message()
    {
        await using var function = await fixture.StartFunctionAsync();
        string name = NewName();
        string id = await function.AcceptAsync(25, name);
        var message = fixture.Services.MessagesWith(id).Should().ContainSingle().Subject;
        ProxiedRequest? late = null;
        fixture.Proxy.Break(
            name,
            new Fault(
                "hangs on the wire",
                request =>
                {
                    late = request;
                    return Task.CompletedTask;
                }
            ).Once,
            "TransactWriteItems"
        );
        (await function.DeliverAsync(message)).Should().BeEmpty();
        string deleted = (string)message.Json["items"]![3]!["item_id"]!;
        await fixture.Tables.DeleteAsync(deleted);

        await fixture.Proxy.DeliverLateAsync(late!);
        await using var other = await fixture.StartFunctionAsync();
        (await other.DeliverAsync(message with { ReceiveCount = 2 })).Should().BeEmpty();

        (await fixture.Tables.FindAsync(deleted)).Should().BeNull();
        (await function.ProgressAsync(id)).ShouldBe("completed", processed: 25, failed: 0);
    }

    [Fact]
    public async Task An_item_that_the_table_rejects_fails_with_its_index_and_the_others_are_created()
    {
        await using var function = await fixture.StartFunctionAsync();
        string name = NewName();
        string id = await function.AcceptAsync(50, name);
        var message = fixture.Services.MessagesWith(id)[1];
        // The result's row is the first write, so the eighth reason is that of the seventh item.
        string[] reasons = [.. Enumerable.Repeat("""{"Code":"None"}""", 26)];
        reasons[7] =
            """{"Code":"ValidationError","Message":"Type mismatch for Index Key category IndexName: by_category"}""";
        fixture.Proxy.Break(name, Fault.Cancellation("one item", reasons).Once, "TransactWriteItems");

        (await function.DeliverAsync(message)).Should().BeEmpty();

        var import = await function.ProgressAsync(id);
        import.ShouldBe("running", processed: 24, failed: 1);
        import["failures"]!
            .ToJsonString()
            .Should()
            .Be(
                """[{"index":31,"detail":"The item cannot be stored: the table rejected one of its values"}]""",
                "the message of the table names an index"
            );
        (await fixture.Tables.FindByNameAsync($"{name} 31")).Should().BeEmpty();
        (await fixture.Tables.FindByNameAsync($"{name} 49")).Should().ContainSingle();
    }

    [Fact]
    public async Task A_message_that_fails_for_good_is_reported_at_its_last_receive_and_its_redrive_corrects_the_report()
    {
        await using var function = await fixture.StartFunctionAsync();
        string name = NewName();
        string id = await function.AcceptAsync(25, name);
        var message = fixture.Services.MessagesWith(id).Should().ContainSingle().Subject;
        fixture.Proxy.Break(name, Fault.Error("AccessDeniedException", "No."), "TransactWriteItems");

        (await function.DeliverAsync(message with { ReceiveCount = 4 })).Should().Equal(message.Id);
        var before = await function.ProgressAsync(id);
        (await function.DeliverAsync(message with { ReceiveCount = 5 })).Should().Equal(message.Id);
        var failed = await function.ProgressAsync(id);
        await fixture.Proxy.RestoreAsync(name);
        (await function.DeliverAsync(message)).Should().BeEmpty();

        before.ShouldBe("running", processed: 0, failed: 0);
        failed.ShouldBe("completed", processed: 0, failed: 25);
        failed["failures"]!.ToJsonString().Should().NotContain("AccessDenied");
        (await function.ProgressAsync(id)).ShouldBe("completed", processed: 25, failed: 0);
        await ShouldHaveCreatedAsync(name, 25);
    }

    [Fact]
    public async Task A_hundred_imports_at_once_are_complete_while_items_are_read()
    {
        const int Imports = 100;
        const int ItemsEach = 30;
        await using var accepting = await fixture.StartFunctionAsync();
        await using var reading = await fixture.StartFunctionAsync();
        await using var one = await fixture.StartFunctionAsync();
        await using var two = await fixture.StartFunctionAsync();
        string name = NewName();
        var created = await reading.InvokeAsync(
            FunctionEvent.Http("POST", ItemsApi.Items, body: ItemsApi.Mug)
        );
        string[] ids = await Task.WhenAll(
            Enumerable.Range(0, Imports).Select(i => accepting.AcceptAsync(ItemsEach, $"{name} {i}"))
        );
        var batches = fixture.Services.MessagesWith(name).Chunk(10).ToArray();
        batches.Should().HaveCount(Imports * 2 / 10);

        var working = Task.WhenAll(
            WorkAsync(one, batches),
            // Every message comes twice, in another order.
            WorkAsync(two, batches.Reverse())
        );
        int reads = 0;
        do
        {
            var read = await reading.InvokeAsync(
                FunctionEvent.Http("GET", $"{ItemsApi.Items}{created.ItemId}")
            );
            read.Status.Should().Be(200);
            reads++;
        } while (!working.IsCompleted);

        await working;
        reads.Should().BeGreaterThan(10);
        foreach (string id in ids)
        {
            (await accepting.ProgressAsync(id)).ShouldBe("completed", ItemsEach, failed: 0);
        }

        await ShouldHaveCreatedAsync(name, Imports * ItemsEach);
    }

    private static async Task WorkAsync(FunctionProcess function, IEnumerable<SentMessage[]> batches)
    {
        foreach (var batch in batches)
        {
            (await function.DeliverAsync(batch)).Should().BeEmpty();
        }
    }

    private async Task ShouldHaveCreatedAsync(string name, int count)
    {
        var names = (await fixture.Tables.AllAsync())
            .Select(item => item["name"].S)
            .Where(it => it.StartsWith(name, StringComparison.Ordinal))
            .ToList();
        names.Should().HaveCount(count).And.OnlyHaveUniqueItems();
    }

    private static string NewName() => $"fault {Guid.NewGuid()}";
}
