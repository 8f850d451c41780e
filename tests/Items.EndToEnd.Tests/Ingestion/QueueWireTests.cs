using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Ingestion;

/// <summary>The function's calls of SQS against an independent server.</summary>
public sealed class QueueWireTests(IngestionFixture fixture) : IClassFixture<IngestionFixture>
{
    [Fact]
    public async Task An_independent_SQS_server_receives_every_message_of_an_import_as_it_was_sent()
    {
        await using var queue = await QueueServer.StartAsync();
        string url = await queue.CreateQueueAsync();
        await using var function = await fixture.StartFunctionAsync(
            ("AWS_ENDPOINT_URL_SQS", queue.Address),
            ("INGESTION_QUEUE_URL", url)
        );
        // Long enough that one call cannot have ten messages, with characters that JSON and SQS treat specially.
        string name = $"wire \\ \" € 😀 {Guid.NewGuid()}";
        var items = JsonNode.Parse(ImportClient.Items(500, name))!.AsArray();
        foreach (var item in items)
        {
            item!["description"] = string.Concat(Enumerable.Repeat("\t😀", 250));
        }

        var accepted = await function.ImportAsync(items.ToJsonString());

        accepted.Status.Should().Be(202, accepted.Body);
        var messages = (await queue.ReceiveAllAsync(url)).Select(body => JsonNode.Parse(body)!).ToList();
        messages.Select(message => (int)message["part"]!).Should().BeEquivalentTo(Enumerable.Range(1, 20));
        messages
            .OrderBy(message => (int)message["part"]!)
            .SelectMany(message => message["items"]!.AsArray())
            .Select(item => ((string)item!["name"]!, (string)item["description"]!))
            .Should()
            .Equal(items.Select(item => ((string)item!["name"]!, (string)item["description"]!)));
        (await function.DeliverAsync(new SentMessage(messages[0].ToJsonString()))).Should().BeEmpty();
    }
}
