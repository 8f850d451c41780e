using Amazon.Runtime;
using Items.Api.Items;
using NativeLambda.DynamoDb;
using NativeLambda.Tests.Transport;
using static NativeLambda.Tests.Transport.LoopbackServer;

namespace Items.Api.Tests.Items;

public sealed class ItemPagesTests
{
    private const string Throttled = """{"__type":"x#ThrottlingException"}""";

    [Fact]
    public async Task A_partition_that_is_throttled_does_not_have_the_others_asked_again()
    {
        const int Shards = 4;
        int asked = 0;
        using var server = new LoopbackServer(
            async (stream, stopping) =>
            {
                while (await ReadRequestAsync(stream, stopping) is not null)
                {
                    string reply =
                        Interlocked.Increment(ref asked) == 1
                            ? $"HTTP/1.1 400 Bad Request\r\nContent-Length: {Throttled.Length}\r\n\r\n{Throttled}"
                            : Ok(OneItem());
                    await WriteAsync(stream, reply, stopping);
                }
            }
        );
        var signer = new RequestSigner(
            new ImmutableCredentials("id", "secret", null),
            "us-east-1",
            "dynamodb"
        );
        using var client = new DynamoDbClient(server.Address, signer);
        var pages = new ItemPages(client, "items", Shards);

        var page = await Task.Run(() => pages.Query(limit: 20, category: null, cursor: null, default))
            .WaitAsync(TimeSpan.FromSeconds(30));

        page.Items.Select(item => item.ItemId).Should().HaveCount(Shards).And.OnlyHaveUniqueItems();
        asked.Should().Be(Shards + 1);
    }

    private static string OneItem() =>
        $$"""
            {"Items":[{"item_id":{"S":"{{Guid.CreateVersion7()}}"},"name":{"S":"n"},"price":{"N":"1"},"category":{"S":"c"},
            "created_at":{"S":"t"},"updated_at":{"S":"t"},"version":{"N":"1"} }],"Count":1}
            """;
}
