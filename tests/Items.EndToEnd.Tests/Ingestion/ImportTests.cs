using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Ingestion;

public sealed class ImportTests(IngestionFixture fixture) : IClassFixture<IngestionFixture>
{
    [Fact]
    public async Task An_import_of_500_items_is_created_in_the_order_of_the_request()
    {
        await using var function = await fixture.StartFunctionAsync();
        string name = NewName();

        var accepted = await function.ImportAsync(ImportClient.Items(500, name));

        accepted.Status.Should().Be(202);
        var import = JsonNode.Parse(accepted.Body)!;
        string id = (string)import["import_id"]!;
        ((string)accepted.Json["headers"]!["location"]!).Should().Be($"{ImportClient.Imports}/{id}");
        import.ShouldBe("running", processed: 0, failed: 0);
        var messages = fixture.Services.MessagesWith(id);
        messages.Should().HaveCount(20);
        (await function.DeliverAsync(messages.Take(10))).Should().BeEmpty();
        (await function.ProgressAsync(id)).ShouldBe("running", processed: 250, failed: 0);
        (await function.DeliverAsync(messages.Skip(10))).Should().BeEmpty();
        var completed = await function.ProgressAsync(id);
        completed.ShouldBe("completed", processed: 500, failed: 0);
        ((int)completed["accepted"]!, (string)completed["created_at"]!)
            .Should()
            .Be((500, (string)import["created_at"]!));
        var items = (await fixture.Tables.AllAsync()).Where(item => item["name"].S.StartsWith(name));
        items
            .OrderBy(item => item["item_id"].S, StringComparer.Ordinal)
            .Select(item => item["name"].S)
            .Should()
            .Equal(Enumerable.Range(0, 500).Select(i => $"{name} {i}"));
    }

    [Fact]
    public async Task NDJSON_is_imported_as_an_array_is()
    {
        await using var function = await fixture.StartFunctionAsync();
        string name = NewName();
        string lines = $$"""
            {"name": "{{name}} €", "description": "two\nlines", "price": 0.1000, "category": "c"}
            {"name": "{{name}} 2", "price": 79228162514264337593543950, "category": "c"}

            """;

        var accepted = await function.ImportAsync(lines, ("content-type", "application/x-ndjson"));

        accepted.Status.Should().Be(202, accepted.Body);
        string id = (string)JsonNode.Parse(accepted.Body)!["import_id"]!;
        (await function.DeliverAsync(fixture.Services.MessagesWith(id))).Should().BeEmpty();
        var first = (await fixture.Tables.FindByNameAsync($"{name} €")).Should().ContainSingle().Subject;
        (first["description"].S, first["price"].N).Should().Be(("two\nlines", "0.1"));
        var second = (await fixture.Tables.FindByNameAsync($"{name} 2")).Should().ContainSingle().Subject;
        second["price"].N.Should().Be("79228162514264337593543950");
    }

    [Fact]
    public async Task Every_error_of_every_item_is_reported_and_nothing_is_accepted()
    {
        await using var function = await fixture.StartFunctionAsync();
        string name = NewName();
        int sent = fixture.Services.Messages.Count;

        var rejected = await function.ImportAsync(
            $$"""
            [{"name": "{{name}}", "price": 1, "category": "c"}, {"name": "", "price": 0, "category": "c"}, 7]
            """
        );

        rejected.Status.Should().Be(422);
        JsonNode.Parse(rejected.Body)!["detail"]!
            .AsArray()
            .Select(error => error!["loc"]!.ToJsonString())
            .Should()
            .BeEquivalentTo("""["body",1,"name"]""", """["body",1,"price"]""", """["body",2]""");
        fixture.Services.Messages.Should().HaveCount(sent);
    }

    [Fact]
    public async Task A_repeated_request_gets_the_first_response_and_sends_the_messages_without_a_result_again()
    {
        await using var function = await fixture.StartFunctionAsync();
        string name = NewName();
        string items = ImportClient.Items(60, name);
        (string, string)[] key = [("idempotency-key", Guid.NewGuid().ToString())];
        await function.InitializedAsync();
        int calls = fixture.Proxy.Operations.Count;
        var first = await function.ImportAsync(items, key);
        fixture.Proxy.Operations.Skip(calls).Should().Equal("TransactWriteItems");
        string id = (string)JsonNode.Parse(first.Body)!["import_id"]!;
        var messages = fixture.Services.MessagesWith(id);
        (await function.DeliverAsync(messages[0])).Should().BeEmpty();

        var again = await function.ImportAsync(items, key);
        var other = await function.ImportAsync(ImportClient.Items(59, name), key);

        (again.Status, again.Body).Should().Be((202, first.Body));
        ((string)again.Json["headers"]!["idempotent-replayed"]!).Should().Be("true");
        other.Status.Should().Be(422);
        fixture
            .Services.MessagesWith(id)
            .Select(message => message.Body)
            .Should()
            .Equal([.. messages.Select(message => message.Body), .. messages.Skip(1).Select(it => it.Body)]);
    }

    [Fact]
    public async Task Failures_are_paged_in_the_order_of_the_items()
    {
        await using var function = await fixture.StartFunctionAsync();
        string name = NewName();
        string id = await function.AcceptAsync(50, name);
        foreach (var message in fixture.Services.MessagesWith(id).Reverse())
        {
            fixture.Proxy.Break(name, Fault.Error("AccessDeniedException", "No."), "TransactWriteItems");
            (await function.DeliverAsync(message with { ReceiveCount = 5 })).Should().Equal(message.Id);
        }

        var seen = new List<int>();
        string query = "limit=20";
        for (int page = 0; page < 3; page++)
        {
            var response = await function.InvokeAsync(
                FunctionEvent.Http("GET", $"{ImportClient.Imports}/{id}", query: query)
            );
            var import = JsonNode.Parse(response.Body)!;
            import.ShouldBe("completed", processed: 0, failed: 50);
            seen.AddRange(import["failures"]!.AsArray().Select(failure => (int)failure!["index"]!));
            string? link = (string?)response.Json["headers"]!["link"];
            (link is null).Should().Be(page == 2);
            query = link?.Split('?')[1].Split('>')[0] ?? "";
        }

        seen.Should().Equal(Enumerable.Range(0, 50));
        await fixture.Proxy.RestoreAsync(name);
        var wrong = await function.InvokeAsync(
            FunctionEvent.Http("GET", $"{ImportClient.Imports}/{id}", query: "cursor=abc")
        );
        wrong.Status.Should().Be(422);
    }

    [Fact]
    public async Task An_unknown_import_is_a_404()
    {
        await using var function = await fixture.StartFunctionAsync();

        var response = await function.InvokeAsync(FunctionEvent.Http("GET", $"{ImportClient.Imports}/abc"));

        (response.Status, response.Body).Should().Be((404, """{"detail":"Import abc not found"}"""));
    }

    private static string NewName() => $"import {Guid.NewGuid()}";
}
