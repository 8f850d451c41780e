using System.Collections.Concurrent;
using System.Text;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Items.EndToEnd.Tests.Harness;
using NativeLambda.DynamoDb;
using NativeLambda.Tests.Transport;

namespace NativeLambda.Tests.DynamoDb;

/// <summary>What goes over the wire, and what becomes of answers that are none.</summary>
public sealed class DynamoDbClientTests
{
    private const string Found = """{"Item":{"item_id":{"S":"1"}}}""";

    /// <summary>CRC-32 of <see cref="Found"/>.</summary>
    private const uint FoundChecksum = 1003423612;

    private const string Refused =
        """{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed","Item":{"item_id":{"S":"1"}}}""";

    /// <summary>CRC-32 of <see cref="Refused"/>.</summary>
    private const uint RefusedChecksum = 4074084541;

    private static readonly string[] Headers =
    [
        "content-type",
        "host",
        "x-amz-date",
        "x-amz-security-token",
        "x-amz-target",
        "authorization",
        "content-length",
    ];

    [Fact]
    public async Task A_request_holds_what_DynamoDB_needs_and_nothing_that_a_client_has_said()
    {
        var requests = new ConcurrentQueue<string>();
        using var server = new LoopbackServer(
            async (stream, stopping) =>
            {
                requests.Enqueue((await LoopbackServer.ReadRequestAsync(stream, stopping))!);
                await LoopbackServer.WriteAsync(stream, LoopbackServer.Ok("{}"), stopping);
            }
        );
        using var client = NewClient(server.Address);
        string said = "x\r\nX-Injected: 1\r\n\r\nPOST / HTTP/1.1\r\n";

        await RunAsync(() => GetItem(client, said));

        string[] parts = requests.Should().ContainSingle().Which.Split("\r\n\r\n");
        parts.Should().HaveCount(2, "line breaks of a value are escaped in the body");
        string[] head = parts[0].Split("\r\n");
        head[0].Should().Be("POST / HTTP/1.1");
        head.Skip(1)
            .Select(line => line.Split(':')[0])
            // No Accept-Encoding: nothing comes compressed, and the checksum is of what is read.
            .Should()
            .Equal(Headers);
        head.Should().Contain($"host: 127.0.0.1:{server.Port}");
        parts[1].Should().Contain(@"x\r\nX-Injected");
    }

    [Fact]
    public void A_request_to_an_IPv6_address_names_it_in_brackets()
    {
        DynamoDbClient.HostHeader(new Uri("http://[::1]:8000")).Should().Be("[::1]:8000");
        DynamoDbClient
            .HostHeader(new Uri("https://dynamodb.eu-west-1.amazonaws.com"))
            .Should()
            .Be("dynamodb.eu-west-1.amazonaws.com");
    }

    [Fact]
    public async Task An_answer_that_matches_its_checksum_is_delivered()
    {
        using var server = LoopbackServer.Answering(
            LoopbackServer.Ok(Found, $"x-amz-crc32: {FoundChecksum}\r\n"),
            Refusal(Refused, $"x-amz-crc32: {RefusedChecksum}\r\n")
        );
        using var client = NewClient(server.Address);

        await RunAsync(() => GetItem(client).Item["item_id"].S.Should().Be("1"));

        var refused = () => RunAsync(() => GetItem(client));
        (await refused.Should().ThrowAsync<ConditionalCheckFailedException>())
            .Which.Item["item_id"]
            .S.Should()
            .Be("1");
        server.Connections.Should().Be(1);
    }

    [Fact]
    public async Task An_answer_that_does_not_match_its_checksum_is_no_answer()
    {
        foreach (
            string reply in (string[])
                [
                    LoopbackServer.Ok(Found.Replace('1', '2'), $"x-amz-crc32: {FoundChecksum}\r\n"),
                    Refusal(Refused.Replace('1', '2'), $"x-amz-crc32: {RefusedChecksum}\r\n"),
                    Refusal(Refused[..^1], $"x-amz-crc32: {RefusedChecksum}\r\n"),
                    Refusal("", $"x-amz-crc32: {RefusedChecksum}\r\n"),
                    LoopbackServer.Ok(Found, "x-amz-crc32: none\r\n"),
                    $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nx-amz-crc32: {FoundChecksum}\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n",
                ]
        )
        {
            (await FailureAsync(reply))
                .Should()
                .Be(DynamoDbFailure.OutcomeUnknown, "the reply is {0}", reply);
        }
    }

    [Theory]
    [InlineData("200 OK", "<html>Welcome</html>")]
    [InlineData("200 OK", "")]
    [InlineData("200 OK", """{"Item":{"item_id":{"S":"1""")]
    [InlineData("500 Internal Server Error", "")]
    [InlineData("502 Bad Gateway", "<html>Bad Gateway</html>")]
    [InlineData("503 Service Unavailable", """["not an object"]""")]
    public async Task What_is_not_DynamoDBs_answer_leaves_open_what_became_of_the_call(
        string status,
        string body
    ) => (await FailureAsync(Reply(status, body))).Should().Be(DynamoDbFailure.OutcomeUnknown);

    [Theory]
    [InlineData("400 Bad Request", "")]
    [InlineData("403 Forbidden", "<html>Forbidden</html>")]
    [InlineData("413 Content Too Large", "<html>Too large</html>")]
    [InlineData("302 Found", "")]
    [InlineData("400 Bad Request", """{"__type":5,"message":{"a":1}}""")]
    [InlineData("400 Bad Request", """{"__type":"x#ConditionalCheckFailedException","message":"cut of""")]
    public async Task A_refusal_without_DynamoDBs_words_is_final_and_says_its_status(
        string status,
        string body
    )
    {
        using var server = LoopbackServer.Answering(Reply(status, body));
        using var client = NewClient(server.Address);

        var call = () => RunAsync(() => GetItem(client));

        var failure = (await call.Should().ThrowAsync<AmazonServiceException>()).Which;
        DynamoDbFailures.Classify(failure).Should().Be(DynamoDbFailure.Permanent);
        failure.Message.Should().Be($"DynamoDB answered {status[..3]}.");
        failure.Should().NotBeOfType<ConditionalCheckFailedException>();
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2147483647\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7FFFFFFF\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    public async Task What_is_not_HTTP_leaves_open_what_became_of_the_call_but_not_the_connection(
        string reply
    )
    {
        // Left open by the server, so that it is our side that closes.
        using var server = LoopbackServer.Answering(reply);
        using var client = NewClient(server.Address);

        var call = () => RunAsync(() => GetItem(client));

        DynamoDbFailures
            .Classify((await call.Should().ThrowAsync<IOException>()).Which)
            .Should()
            .Be(DynamoDbFailure.OutcomeUnknown);
        await Eventually.IsAsync("it is closed", () => server.OpenConnections == 0);
    }

    [Fact]
    public async Task Queries_that_fail_leave_no_connection_behind()
    {
        const int Queries = 4;
        int arrived = 0;
        using var token = new CancellationTokenSource();
        using var server = new LoopbackServer(
            async (stream, stopping) =>
            {
                await LoopbackServer.ReadRequestAsync(stream, stopping);
                if (Interlocked.Increment(ref arrived) == Queries)
                {
                    await token.CancelAsync();
                }

                await LoopbackServer.DrainAsync(stream, stopping);
            }
        );
        using var client = NewClient(server.Address);

        var query = () =>
            RunAsync(() =>
                client.Query([.. Enumerable.Repeat(Query(), Queries)], (_, _) => { }, token.Token)
            );

        await query.Should().ThrowAsync<OperationCanceledException>();
        server.Connections.Should().Be(Queries);
        await Eventually.IsAsync("all are closed", () => server.OpenConnections == 0);
    }

    [Fact]
    public async Task A_query_that_is_refused_keeps_the_connections_and_what_the_others_found()
    {
        using var server = LoopbackServer.Answering(
            Refusal("""{"__type":"x#ThrottlingException"}"""),
            LoopbackServer.Ok("""{"Count":0,"Items":[]}""")
        );
        using var client = NewClient(server.Address);

        var answered = new List<QueryRequest>();
        QueryRequest[] queries = [Query(), Query()];

        var query = () => RunAsync(() => client.Query(queries, (asked, _) => answered.Add(asked), default));
        await query.Should().ThrowAsync<AmazonServiceException>();
        answered.Should().ContainSingle("the other one was answered");
        answered.Clear();
        await query();

        answered.Should().Equal(queries);
        server.Connections.Should().Be(2);
    }

    [Fact]
    public async Task A_call_that_runs_out_of_time_leaves_no_connection_behind()
    {
        using var server = LoopbackServer.Silent();
        using var client = NewClient(server.Address);

        var call = () => RunAsync(() => client.GetItem(Get("1"), Soon()));

        await call.Should().ThrowAsync<OperationCanceledException>();
        await Eventually.IsAsync("it is closed", () => server.OpenConnections == 0);
    }

    private static async Task<DynamoDbFailure> FailureAsync(string reply)
    {
        using var server = LoopbackServer.AnsweringOnce(reply);
        using var client = NewClient(server.Address);
        try
        {
            await RunAsync(() => GetItem(client));
            throw new InvalidOperationException("It was taken for an answer.");
        }
        catch (Exception e)
        {
            return DynamoDbFailures.Classify(e);
        }
    }

    private static string Refusal(string body, string headers = "") =>
        Reply("400 Bad Request", body, headers);

    private static string Reply(string status, string body, string headers = "") =>
        $"HTTP/1.1 {status}\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    private static CancellationToken Soon() =>
        new CancellationTokenSource(TimeSpan.FromMilliseconds(300)).Token;

    private static GetItemResponse GetItem(DynamoDbClient client, string id = "1") =>
        client.GetItem(Get(id), default);

    private static GetItemRequest Get(string id) =>
        new()
        {
            TableName = "items",
            Key = new() { ["item_id"] = new(id) },
        };

    private static QueryRequest Query() => new() { TableName = "items", KeyConditionExpression = "a = :a" };

    /// <summary>Calls block: one that never ends must fail its test, not hold it up.</summary>
    private static Task RunAsync(Action call) => Task.Run(call).WaitAsync(TimeSpan.FromSeconds(30));

    private static DynamoDbClient NewClient(Uri endpoint) =>
        new(
            endpoint,
            new RequestSigner(
                new ImmutableCredentials("AKIDEXAMPLE", "secret", "session"),
                "us-east-1",
                "dynamodb"
            )
        );
}
