using Amazon.Runtime;
using Items.Api.Items;
using NativeLambda.Aws;
using NativeLambda.DynamoDb;
using NativeLambda.Telemetry;
using static Items.Testing.HttpMessage;

namespace Items.Api.Tests.Items;

public sealed class ItemPagesTests
{
    [Fact]
    public async Task A_throttled_partition_is_queried_again_without_the_others()
    {
        const int Shards = 4;
        int queries = 0;
        using var server = new TcpServer(
            async (stream, cancellationToken) =>
            {
                while (await ReadAsync(stream, cancellationToken) is not null)
                {
                    string response =
                        Interlocked.Increment(ref queries) == 1
                            ? Response("400 Bad Request", """{"__type":"x#ThrottlingException"}""")
                            : Response("200 OK", OneItem());
                    await TcpServer.WriteAsync(stream, response, cancellationToken);
                }
            }
        );
        var credentials = new ImmutableCredentials("id", "secret", null);
        using var client = new DynamoDbClient(
            server.Address,
            new RequestSigner(credentials, "us-east-1", "dynamodb"),
            new FunctionTelemetry(
                new Log(Stream.Null, new("test", "test", "1"), LogLevel.Info),
                "Tests",
                null
            )
        );
        var pages = new ItemPages(
            client,
            "items",
            Shards,
            new UnreadableRows(
                new Log(Stream.Null, new FunctionIdentity("test", "test-function", "7"), LogLevel.Info)
            )
        );

        var page = await Task.Run(() => pages.Query(limit: 20, category: null, cursor: null, default))
            .WaitAsync(TimeSpan.FromSeconds(30));

        page.Items.Select(item => item.ItemId).Should().HaveCount(Shards).And.OnlyHaveUniqueItems();
        queries.Should().Be(Shards + 1);
    }

    private static string OneItem() =>
        $$"""
            {"Items":[{"item_id":{"S":"{{Guid.CreateVersion7()}}"},"name":{"S":"n"},"price":{"N":"1"},"category":{"S":"c"},
            "created_at":{"S":"t"},"updated_at":{"S":"t"},"version":{"N":"1"} }],"Count":1}
            """;
}
