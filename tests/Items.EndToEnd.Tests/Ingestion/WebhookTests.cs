using System.Security.Cryptography;
using System.Text;

namespace Items.EndToEnd.Tests.Ingestion;

public sealed class WebhookTests(IngestionFixture fixture) : IClassFixture<IngestionFixture>
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly string _secret = WebhookSender.NewSecret();
    private readonly string _key = $"key {Guid.NewGuid()}";

    [Fact]
    public async Task A_signed_webhook_is_accepted_with_one_write_and_creates_the_item_of_its_key()
    {
        await using var function = await StartAsync();
        await function.InitializedAsync();
        int calls = fixture.Proxy.Operations.Count;

        var response = await function.SendWebhookAsync(_secret, WebhookSender.NewId(), Event("Mug", Now));

        response.Status.Should().Be(202);
        fixture.Proxy.Operations.Skip(calls).Should().Equal("PutItem");
        (await function.DeliverAsync(Messages)).Should().BeEmpty();
        var item = await SingleItemAsync("Mug");
        (item["version"].N, item["category"].S).Should().Be(("1", "kitchen"));
    }

    [Fact]
    public async Task A_webhook_without_a_valid_current_signature_is_rejected()
    {
        await using var function = await StartAsync();
        string id = WebhookSender.NewId();
        string body = Event("Mug", Now);
        string other = WebhookSender.NewSecret();

        FunctionResponse[] rejected =
        [
            await function.SendWebhookAsync(other, id, body),
            await function.SendWebhookAsync(id, body, DateTimeOffset.UtcNow, _ => "v1,abc"),
            await function.SendWebhookAsync(
                id,
                body,
                DateTimeOffset.UtcNow,
                at => Sign(at).Replace("v1", "v2")
            ),
            await function.SendWebhookAsync(id, body, DateTimeOffset.UtcNow, at => Sign(at.AddSeconds(1))),
            await function.SendWebhookAsync(id, body + " ", DateTimeOffset.UtcNow, Sign),
            await function.SendWebhookAsync(id + "x", body, DateTimeOffset.UtcNow, Sign),
            await function.SendWebhookAsync(id, body, DateTimeOffset.UtcNow.AddSeconds(-310), Sign),
            await function.SendWebhookAsync(id, body, DateTimeOffset.UtcNow.AddSeconds(310), Sign),
            await function.InvokeAsync(
                FunctionEvent.Http("POST", WebhookSender.Path, authorizer: null, body: "not read")
            ),
        ];

        rejected
            .Should()
            .AllSatisfy(response =>
                (response.Status, response.Body)
                    .Should()
                    .Be((401, """{"detail":"The signature of the webhook is not valid"}"""))
            );
        var nearlyTooOld = DateTimeOffset.UtcNow.AddSeconds(-290);
        (await function.SendWebhookAsync(id, body, nearlyTooOld, Sign)).Status.Should().Be(202);

        string Sign(DateTimeOffset sentAt) => WebhookSender.Sign(_secret, id, sentAt, body);
    }

    [Fact]
    public async Task During_a_rotation_each_of_several_secrets_and_signatures_is_accepted()
    {
        string next = WebhookSender.NewSecret();
        await using var function = await StartAsync($"{_secret}, malformed\nwhsec_# {next}");
        string id = WebhookSender.NewId();
        string body = Event("Mug", Now);

        (await function.SendWebhookAsync(next, id, body)).Status.Should().Be(202);
        (await function.SendWebhookAsync(_secret, id, body)).Status.Should().Be(202);
        var several = await function.SendWebhookAsync(
            id,
            body,
            DateTimeOffset.UtcNow,
            at =>
                $"v1a,xyz {WebhookSender.Sign(WebhookSender.NewSecret(), id, at, body)} {WebhookSender.Sign(next, id, at, body)}"
        );
        several.Status.Should().Be(202);
        fixture.Services.ParameterReads.Should().Be(_readsBefore + 1);
    }

    [Fact]
    public async Task When_the_secrets_cannot_be_read_the_next_webhooks_are_a_503_without_a_call()
    {
        await using var function = await StartAsync();
        fixture.Services.IsParameterStoreDown = true;
        try
        {
            string id = WebhookSender.NewId();
            var first = await function.SendWebhookAsync(_secret, id, Event("Mug", Now));
            int reads = fixture.Services.ParameterReads;
            var second = await function.SendWebhookAsync(_secret, id, Event("Mug", Now));

            (first.Status, second.Status).Should().Be((503, 503));
            second.Body.Should().Be("""{"detail":"Service Unavailable"}""");
            reads.Should().BeGreaterThan(_readsBefore);
            fixture.Services.ParameterReads.Should().Be(reads);
        }
        finally
        {
            fixture.Services.IsParameterStoreDown = false;
        }
    }

    [Fact]
    public async Task The_row_of_a_source_key_is_no_import()
    {
        await using var function = await StartAsync();
        await function.SendWebhookAsync(_secret, WebhookSender.NewId(), Event("Mug", Now));
        (await function.DeliverAsync(Messages)).Should().BeEmpty();
        string row = $"key#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_key)))}";

        var response = await function.InvokeAsync(FunctionEvent.Http("GET", $"{ImportClient.Imports}/{row}"));

        (response.Status, response.Body).Should().Be((404, $$"""{"detail":"Import {{row}} not found"}"""));
    }

    [Fact]
    public async Task Without_the_parameter_every_webhook_is_rejected_and_the_log_says_why()
    {
        await using var function = await StartAsync(secrets: null);

        var response = await function.SendWebhookAsync(_secret, WebhookSender.NewId(), Event("Mug", Now));

        response.Status.Should().Be(401);
        await function.KillAsync();
        function.Output.Should().Contain(line => line.Contains("webhook_secrets_missing"));
    }

    [Fact]
    public async Task Errors_of_a_signed_webhook_have_the_path_of_their_field()
    {
        await using var function = await StartAsync();

        var response = await function.SendWebhookAsync(
            _secret,
            WebhookSender.NewId(),
            """{"type": "item.deleted", "timestamp": "yesterday", "data": {"key": "", "name": 7, "price": 0}}"""
        );
        var empty = await function.SendWebhookAsync(_secret, WebhookSender.NewId(), "{}");
        var text = await function.SendWebhookAsync(_secret, WebhookSender.NewId(), """{"data": "text"}""");

        (response.Status, response.Body)
            .Should()
            .Be(
                (
                    422,
                    """{"detail":[{"loc":["body","type"],"msg":"Value error, not one of item.created, item.updated","type":"value_error"},"""
                        + """{"loc":["body","timestamp"],"msg":"Value error, not a time in RFC 3339","type":"value_error"},"""
                        + """{"loc":["body","data","key"],"msg":"String should have at least 1 character","type":"string_too_short"},"""
                        + """{"loc":["body","data","name"],"msg":"Input should be a valid string","type":"string_type"},"""
                        + """{"loc":["body","data","price"],"msg":"Input should be greater than 0","type":"greater_than"},"""
                        + """{"loc":["body","data","category"],"msg":"Field required","type":"missing"}]}"""
                )
            );
        empty.Status.Should().Be(422);
        empty.Body.Should().Contain("""{"loc":["body","data"],"msg":"Field required","type":"missing"}""");
        text.Body.Should()
            .Be(
                """{"detail":[{"loc":["body","data"],"msg":"Input should be a valid dictionary or object to extract fields from","type":"model_attributes_type"}]}"""
            );
    }

    [Fact]
    public async Task A_repeated_webhook_is_sent_again_only_until_it_is_processed()
    {
        await using var function = await StartAsync();
        string id = WebhookSender.NewId();
        string body = Event("Mug", Now);

        fixture.Services.IsQueueDown = true;
        var lost = await function.SendWebhookAsync(_secret, id, body);
        fixture.Services.IsQueueDown = false;
        var sent = await function.SendWebhookAsync(_secret, id, body);
        var sentTwice = await function.SendWebhookAsync(_secret, id, body);
        (await function.DeliverAsync(Messages)).Should().BeEmpty();
        var processed = await function.SendWebhookAsync(_secret, id, body);
        var otherBody = await function.SendWebhookAsync(_secret, id, body + " ");

        lost.Status.Should().Be(503);
        (sent.Status, sentTwice.Status, processed.Status).Should().Be((202, 202, 202));
        Messages.Should().HaveCount(2);
        (await SingleItemAsync("Mug"))["version"].N.Should().Be("1");
        otherBody.Status.Should().Be(422);
        otherBody.Body.Should().Contain("""["header","webhook-id"]""");
    }

    [Fact]
    public async Task The_newest_event_wins_whatever_the_order_of_arrival()
    {
        await using var function = await StartAsync();
        string[] bodies =
        [
            Event("second", Now.AddSeconds(1), description: "blue"),
            Event("first", Now),
            Event("last", Now.AddSeconds(2).ToOffset(TimeSpan.FromHours(-5))),
            Event("third", Now.AddSeconds(1.5)),
        ];
        foreach (string body in bodies)
        {
            (await function.SendWebhookAsync(_secret, WebhookSender.NewId(), body)).Status.Should().Be(202);
        }

        foreach (var message in Messages)
        {
            (await function.DeliverAsync(message)).Should().BeEmpty();
        }

        // All again, as after a crash.
        (await function.DeliverAsync(Messages.Reverse()))
            .Should()
            .BeEmpty();
        var item = await SingleItemAsync("last");
        item["version"].N.Should().Be("2");
        item.Should().NotContainKey("description");
    }

    [Fact]
    public async Task Events_of_a_key_in_two_processes_at_once_leave_one_item_with_the_newest_values()
    {
        const int Events = 12;
        await using var one = await StartAsync();
        await using var two = await fixture.StartFunctionAsync();
        for (int i = 0; i < Events; i++)
        {
            string body = Event($"event {i:00}", Now.AddMilliseconds(i));
            (await one.SendWebhookAsync(_secret, WebhookSender.NewId(), body)).Status.Should().Be(202);
        }

        foreach (var pair in Messages.Chunk(2))
        {
            var failed = await Task.WhenAll(one.DeliverAsync(pair), two.DeliverAsync(pair.Reverse()));
            failed.Should().AllSatisfy(it => it.Should().BeEmpty());
        }

        await SingleItemAsync($"event {Events - 1:00}");
    }

    [Fact]
    public async Task A_deleted_item_comes_back_by_a_newer_event_only()
    {
        await using var function = await StartAsync();
        await function.SendWebhookAsync(_secret, WebhookSender.NewId(), Event("Mug", Now));
        (await function.DeliverAsync(Messages)).Should().BeEmpty();
        string first = (await SingleItemAsync("Mug"))["item_id"].S;
        await fixture.Tables.DeleteAsync(first);

        (await function.DeliverAsync(Messages)).Should().BeEmpty();
        (await ItemsAsync()).Should().BeEmpty();
        await function.SendWebhookAsync(
            _secret,
            WebhookSender.NewId(),
            Event("Mug again", Now.AddSeconds(1))
        );
        (await function.DeliverAsync(Messages)).Should().BeEmpty();

        (await SingleItemAsync("Mug again"))["item_id"].S.Should().NotBe(first);
    }

    [Fact]
    public async Task An_event_whose_response_was_lost_is_applied_once()
    {
        await using var function = await StartAsync();
        await function.SendWebhookAsync(_secret, WebhookSender.NewId(), Event("Mug", Now));
        fixture.Proxy.Break(_key, Fault.LostResponse.Once, "TransactWriteItems");
        // The key of the source is not in the table.
        fixture.Proxy.Break("kitchen", Fault.LostResponse.Once, "TransactWriteItems");

        (await function.DeliverAsync(Messages)).Should().BeEmpty();

        (await SingleItemAsync("Mug"))["version"].N.Should().Be("1");
    }

    [Fact]
    public async Task A_message_of_version_1_is_processed()
    {
        await using var function = await StartAsync();
        string body = await File.ReadAllTextAsync(
            Repository.PathTo("tests/Items.EndToEnd.Tests/Ingestion/Messages/webhook-1.json")
        );

        (await function.DeliverAsync(new SentMessage(body))).Should().BeEmpty();

        var item = (await fixture.Tables.FindAsync("019a9f11-2c4a-7b40-8000-5d0e9a4c7b18"))!;
        (item["name"].S, item["price"].N).Should().Be(("Blue mug €", "12.5"));
    }

    private int _readsBefore;

    private IReadOnlyList<SentMessage> Messages => fixture.Services.MessagesWith(_key);

    private string Event(string name, DateTimeOffset timestamp, string? description = null) =>
        WebhookSender.Event(_key, $"{name} {_key}", timestamp, description);

    private Task<FunctionProcess> StartAsync() => StartAsync(_secret);

    private Task<FunctionProcess> StartAsync(string? secrets)
    {
        fixture.Services.Secrets = secrets;
        _readsBefore = fixture.Services.ParameterReads;
        return fixture.StartFunctionAsync();
    }

    private async Task<List<Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>>> ItemsAsync() =>
        [.. (await fixture.Tables.AllAsync()).Where(item => item["name"].S.Contains(_key))];

    private async Task<Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>> SingleItemAsync(
        string name
    )
    {
        var item = (await ItemsAsync()).Should().ContainSingle().Subject;
        item["name"].S.Should().Be($"{name} {_key}");
        return item;
    }
}
