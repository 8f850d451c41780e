using System.Net;
using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Ingestion;

/// <summary>The function behind the queue of the local host, with a table that rejects the writes of an import.</summary>
public sealed class DeadLetterTests
{
    private const string DeadLetters = "IngestionDlq";

    [Fact]
    public async Task A_message_is_a_dead_letter_after_its_last_receive_and_its_redrive_completes_the_import()
    {
        await using var table = await TableServer.StartAsync();
        using var proxy = new TableProxy(table.Address);
        await using var api = await HostedApi.StartAsync(
            new HostedApiOptions
            {
                TableServer = proxy.Address,
                TablePrefix = table.TablePrefix,
                // A failed message is received again after the visibility timeout, which covers the function's.
                TemplateEdits =
                [
                    ("      Timeout: 10\n", "      Timeout: 2\n"),
                    ("VisibilityTimeout: 60", "VisibilityTimeout: 2"),
                    ("maxReceiveCount: !Ref MaxReceiveCount", "maxReceiveCount: 3"),
                    ("INGESTION_MAXIMUM_RECEIVES: !Ref MaxReceiveCount", "INGESTION_MAXIMUM_RECEIVES: 3"),
                ],
            }
        );
        proxy.Break("poison", Fault.Error("AccessDeniedException", "No."), "TransactWriteItems");
        var accepted = await api.Client.CallAsync(
            "POST",
            ImportClient.Imports,
            ImportClient.Items(3, "poison")
        );
        string import = $"{ImportClient.Imports}/{(string)accepted.Json["import_id"]!}";

        await Wait.UntilAsync("the message is a dead letter", async () => await CountAsync(api) == 1);
        var failed = await api.Client.CallAsync("GET", import);
        await proxy.RestoreAsync("poison");
        var redriven = await api.UncheckedClient.PostAsync(
            $"/_local/queues/{DeadLetters}/redrive",
            content: null
        );

        redriven.StatusCode.Should().Be(HttpStatusCode.OK);
        failed.Json.ShouldBe("completed", processed: 0, failed: 3);
        api.Output.Count(line => line.Contains("\"message_failed\"", StringComparison.Ordinal))
            .Should()
            .Be(3);
        await Wait.UntilAsync(
            "the import is complete",
            async () => (int)(await api.Client.CallAsync("GET", import)).Json["processed"]! == 3
        );
        (await CountAsync(api)).Should().Be(0);
    }

    /// <returns>Number of dead letters.</returns>
    private static async Task<int> CountAsync(HostedApi api)
    {
        string queues = await api.UncheckedClient.GetStringAsync("/_local/queues");
        return (int)
            JsonNode.Parse(queues)!.AsArray().Single(queue => (string)queue!["name"]! == DeadLetters)![
                "visible"
            ]!;
    }
}
