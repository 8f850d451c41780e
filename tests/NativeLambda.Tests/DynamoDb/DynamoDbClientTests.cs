using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using NativeLambda.Aws;
using NativeLambda.DynamoDb;
using NativeLambda.Tests.Telemetry;
using static Items.Testing.HttpMessage;
using static NativeLambda.Tests.Transport.BlockingCall;

namespace NativeLambda.Tests.DynamoDb;

/// <summary>The bytes of requests, and the handling of responses that are not from DynamoDB or are not intact.</summary>
public sealed class DynamoDbClientTests
{
    private const string NoItems = """{"Count":0,"Items":[]}""";

    private const string Found = """{"Item":{"item_id":{"S":"1"}}}""";

    /// <summary>CRC-32 of <see cref="Found"/>.</summary>
    private const uint FoundChecksum = 1003423612;

    private const string ConditionFailed =
        """{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed","Item":{"item_id":{"S":"1"}}}""";

    /// <summary>CRC-32 of <see cref="ConditionFailed"/>.</summary>
    private const uint ConditionFailedChecksum = 4074084541;

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
    public async Task A_request_has_the_headers_of_DynamoDB_and_a_value_cannot_add_one()
    {
        var requests = new ConcurrentQueue<string>();
        using var server = new TcpServer(
            async (stream, cancellationToken) =>
            {
                var request = await ReadAsync(stream, cancellationToken);
                requests.Enqueue(Encoding.UTF8.GetString(request!.Bytes));
                await TcpServer.WriteAsync(stream, Response("200 OK", "{}"), cancellationToken);
            }
        );
        using var client = NewClient(server.Address);

        await RunAsync(() => GetItem(client, "x\r\nX-Injected: 1\r\n\r\nPOST / HTTP/1.1\r\n"));

        string[] parts = requests.Should().ContainSingle().Which.Split("\r\n\r\n");
        parts.Should().HaveCount(2, "line breaks of a value are escaped in the body");
        string[] head = parts[0].Split("\r\n");
        head[0].Should().Be("POST / HTTP/1.1");
        head.Skip(1)
            .Select(line => line.Split(':')[0])
            .Should()
            .Equal(Headers, "an Accept-Encoding would allow a compressed body, which the checksum is not of");
        head.Should().Contain($"host: 127.0.0.1:{server.Port}");
        parts[1].Should().Contain(@"x\r\nX-Injected");
    }

    [Fact]
    public void The_host_header_has_an_IPv6_address_in_brackets_and_no_default_port()
    {
        RequestHead.HostHeader(new Uri("http://[::1]:8000")).Should().Be("[::1]:8000");
        RequestHead
            .HostHeader(new Uri("https://dynamodb.eu-west-1.amazonaws.com"))
            .Should()
            .Be("dynamodb.eu-west-1.amazonaws.com");
    }

    [Fact]
    public async Task A_response_that_matches_its_checksum_is_accepted()
    {
        using var server = TcpServer.Responding(
            Response("200 OK", Found, Checksum(FoundChecksum)),
            Response("400 Bad Request", ConditionFailed, Checksum(ConditionFailedChecksum))
        );
        using var client = NewClient(server.Address);

        await RunAsync(() => GetItem(client).Should().Be("1"));

        var second = () => RunAsync(() => GetItem(client));
        (await second.Should().ThrowAsync<ConditionFailedException>()).Which.Row!.Read(IdOf).Should().Be("1");
        server.Connections.Should().Be(1);
    }

    [Fact]
    public async Task A_response_that_does_not_match_its_checksum_has_an_unknown_outcome()
    {
        string expected = Checksum(ConditionFailedChecksum);
        foreach (
            string response in (string[])
                [
                    Response("200 OK", Found.Replace('1', '2'), Checksum(FoundChecksum)),
                    Response("400 Bad Request", ConditionFailed.Replace('1', '2'), expected),
                    Response("400 Bad Request", ConditionFailed[..^1], expected),
                    Response("400 Bad Request", "", expected),
                    Response("200 OK", Found, "x-amz-crc32: none\r\n"),
                    $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n{expected}\r\n2\r\n{{}}\r\n0\r\n\r\n",
                ]
        )
        {
            (await FailureAsync(response))
                .Should()
                .Be(DynamoDbFailure.OutcomeUnknown, "the response is {0}", response);
        }
    }

    [Fact]
    public async Task A_query_continues_after_the_last_key_of_its_page_until_there_is_none()
    {
        var bodies = new ConcurrentQueue<string>();
        string[] pages =
        [
            """{"Count":2,"Items":[{"item_id":{"S":"1"}},{"item_id":{"S":"2"}}],"LastEvaluatedKey":{"s":{"S":"\"2\""},"n":{"N":"38"},"b":{"B":"AQID"}},"ScannedCount":2}""",
            """{"Count":0,"Items":[],"LastEvaluatedKey":{"s":{"S":"3"}}}""",
            """{"Items":[{"item_id":{"S":"4"}}]}""",
        ];
        using var server = new TcpServer(
            async (stream, cancellationToken) =>
            {
                foreach (string page in pages)
                {
                    var request = await ReadAsync(stream, cancellationToken);
                    bodies.Enqueue(Encoding.UTF8.GetString(request!.Bytes).Split("\r\n\r\n")[1]);
                    await TcpServer.WriteAsync(stream, Response("200 OK", page), cancellationToken);
                }
            }
        );
        using var client = NewClient(server.Address);
        var query = Query();
        var received = new List<string>();

        await RunAsync(() =>
        {
            for (bool isLast = false; !isLast; )
            {
                client.Query(
                    [query],
                    IdOf,
                    (_, page) =>
                    {
                        received.Add(string.Join(',', page.Rows));
                        isLast = page.IsLast;
                    },
                    default
                );
            }
        });

        received.Should().Equal("1,2", "", "4");
        bodies
            .Select(body => JsonNode.Parse(body)!["ExclusiveStartKey"]?.ToJsonString())
            .Should()
            .Equal(
                null,
                """{"s":{"S":"\u00222\u0022"},"n":{"N":"38"},"b":{"B":"AQID"}}""",
                """{"s":{"S":"3"}}"""
            );
    }

    [Theory]
    [InlineData("""{"b":{"B":"not base64"}}""")]
    [InlineData("""{"s":{"SS":["1"]}}""")]
    [InlineData("""{"s":{"NULL":true}}""")]
    [InlineData("""["s"]""")]
    public async Task A_page_whose_last_key_is_malformed_is_read_again(string lastKey)
    {
        using var server = TcpServer.Responding(
            Response("200 OK", $$"""{"Items":[],"LastEvaluatedKey":{{lastKey}}}""")
        );
        using var client = NewClient(server.Address);

        var query = () => RunAsync(() => client.Query([Query()], IdOf, (_, _) => { }, default));

        var failure = (await query.Should().ThrowAsync<IOException>()).Which;
        Retry.RepetitionAfter(failure).Should().Be(Repetition.Limited);
    }

    [Fact]
    public async Task A_cancelled_transaction_has_the_reason_and_row_of_each_write()
    {
        using var server = TcpServer.Responding(
            Response(
                "400 Bad Request",
                """
                {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled",
                "CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed","Message":"The \"conditional\" request failed",
                "Item":{"item_id":{"S":"7"}}},{"Code":"ConditionalCheckFailed","Item":{}},{"Code":"ValidationError","Item":null}]}
                """
            )
        );
        using var client = NewClient(server.Address);

        var call = () => RunAsync(() => client.TransactWriteItems(new() { TransactItems = [] }, default));

        var cancelled = (await call.Should().ThrowAsync<CancelledTransactionException>()).Which;
        cancelled.Message.Should().Be("Transaction cancelled");
        cancelled
            .Writes.Select(write => (write.Reason, write.Row?.Read(IdOf)))
            .Should()
            .Equal(
                ("None", null),
                ("ConditionalCheckFailed", "7"),
                ("ConditionalCheckFailed", null),
                ("ValidationError", null)
            );
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("{}", false)]
    [InlineData("""{"ConsumedCapacity":{"a":[1]},"Attributes":{"item_id":{"S":"1"}}}""", false)]
    [InlineData("[]", true)]
    [InlineData("<html>Welcome</html>", true)]
    [InlineData("""{"Attributes":{"item_id":{"S":"1"}}""", true)]
    [InlineData("{}{}", true)]
    public async Task The_outcome_of_a_write_is_known_only_after_a_whole_response_of_DynamoDB(
        string body,
        bool isUnknown
    )
    {
        using var server = TcpServer.Responding(Response("200 OK", body));
        using var client = NewClient(server.Address);

        Action[] writes =
        [
            () => client.PutItem(new() { TableName = "items", Item = [] }, default),
            () => client.DeleteItem(new() { TableName = "items", Key = [] }, default),
            () => client.UpdateItem(new() { TableName = "items", Key = [] }, IdOf, default),
            () => client.TransactWriteItems(new() { TransactItems = [] }, default),
        ];
        foreach (var write in writes)
        {
            var failure = await Record.ExceptionAsync(() => RunAsync(write));

            (failure is not null).Should().Be(isUnknown);
            (failure is null || DynamoDbFailures.Classify(failure) == DynamoDbFailure.OutcomeUnknown)
                .Should()
                .BeTrue();
        }
    }

    [Theory]
    [InlineData("200 OK", "<html>Welcome</html>")]
    [InlineData("200 OK", """{"Item":["not a row"]}""")]
    [InlineData("200 OK", """{"Item":{"item_id":{"S":5}}}""")]
    [InlineData("200 OK", """{"Item":{"item_id":{"S":"\ud800"}}}""")]
    [InlineData("400 Bad Request", """{"__type":"x#ConditionalCheckFailedException","Item":{"a":5}}""")]
    [InlineData(
        "400 Bad Request",
        """{"__type":"x#TransactionCanceledException","CancellationReasons":[{"Code":5}]}"""
    )]
    [InlineData(
        "400 Bad Request",
        """{"__type":"x#TransactionCanceledException","CancellationReasons":[{"Code":"\ud800"}]}"""
    )]
    [InlineData("200 OK", """{"Item":{"item_id":{"S":"1"}}} and more""")]
    [InlineData("200 OK", "")]
    [InlineData("200 OK", """{"Item":{"item_id":{"S":"1""")]
    [InlineData("500 Internal Server Error", "")]
    [InlineData("502 Bad Gateway", "<html>Bad Gateway</html>")]
    [InlineData("503 Service Unavailable", """["not an object"]""")]
    public async Task A_response_that_is_not_from_DynamoDB_has_an_unknown_outcome(
        string status,
        string body
    ) => (await FailureAsync(Response(status, body))).Should().Be(DynamoDbFailure.OutcomeUnknown);

    [Theory]
    [InlineData("400 Bad Request", "")]
    [InlineData("403 Forbidden", "<html>Forbidden</html>")]
    [InlineData("413 Content Too Large", "<html>Too large</html>")]
    [InlineData("302 Found", "")]
    [InlineData("400 Bad Request", """{"__type":5,"message":{"a":1}}""")]
    [InlineData("400 Bad Request", """{"__type":"x#ConditionalCheckFailedException","message":"cut of""")]
    public async Task An_error_status_without_an_error_of_DynamoDB_is_permanent_and_its_message_has_the_status(
        string status,
        string body
    )
    {
        using var server = TcpServer.Responding(Response(status, body));
        using var client = NewClient(server.Address);

        var call = () => RunAsync(() => GetItem(client));

        var failure = (await call.Should().ThrowAsync<AwsServiceException>()).Which;
        DynamoDbFailures.Classify(failure).Should().Be(DynamoDbFailure.Permanent);
        failure.Message.Should().Be($"DynamoDB returned status {status[..3]}.");
        failure.Should().NotBeOfType<ConditionFailedException>();
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2147483647\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7FFFFFFF\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    public async Task A_response_that_is_not_HTTP_has_an_unknown_outcome_and_closes_the_connection(
        string response
    )
    {
        // The server keeps the connection open, so only the client can close it.
        using var server = TcpServer.Responding(response);
        using var client = NewClient(server.Address);

        var call = () => RunAsync(() => GetItem(client));

        DynamoDbFailures
            .Classify((await call.Should().ThrowAsync<IOException>()).Which)
            .Should()
            .Be(DynamoDbFailure.OutcomeUnknown);
        await AllClosedAsync(server);
    }

    [Fact]
    public async Task Queries_use_the_open_connection_at_first_and_one_more_in_each_later_call()
    {
        const int Queries = 4;
        using var server = TcpServer.Responding(Response("200 OK", NoItems));
        using var client = NewClient(server.Address);
        QueryRequest[] queries = [.. Enumerable.Repeat(Query(), Queries)];
        int responses = 0;

        var connections = new List<int>();
        for (int i = 0; i < Queries + 2; i++)
        {
            await RunAsync(() => client.Query(queries, IdOf, (_, _) => responses++, default));
            connections.Add(server.Connections);
        }

        connections.Should().Equal(1, 2, 3, 4, 4, 4);
        responses.Should().Be(Queries * connections.Count);
    }

    [Fact]
    public async Task Cancelled_queries_close_their_connections()
    {
        const int Queries = 4;
        int arrived = 0;
        using var cancellation = new CancellationTokenSource();
        using var server = new TcpServer(
            async (stream, cancellationToken) =>
            {
                // The calls that open a connection for each query have responses; the queries of the next one have none.
                while (await ReadAsync(stream, cancellationToken) is not null)
                {
                    int number = Interlocked.Increment(ref arrived);
                    if (number <= Queries * Queries)
                    {
                        await TcpServer.WriteAsync(stream, Response("200 OK", NoItems), cancellationToken);
                    }
                    else if (number == (Queries + 1) * Queries)
                    {
                        await cancellation.CancelAsync();
                    }
                }
            }
        );
        using var client = NewClient(server.Address);
        var query = () =>
            RunAsync(() =>
                client.Query(
                    [.. Enumerable.Repeat(Query(), Queries)],
                    IdOf,
                    (_, _) => { },
                    cancellation.Token
                )
            );
        for (int i = 0; i < Queries; i++)
        {
            await query();
        }

        await query.Should().ThrowAsync<OperationCanceledException>();
        server.Connections.Should().Be(Queries);
        await AllClosedAsync(server);
    }

    [Fact]
    public async Task An_error_response_to_one_query_keeps_the_connections_and_the_responses_to_the_others()
    {
        using var server = TcpServer.Responding(
            Response("400 Bad Request", """{"__type":"x#ThrottlingException"}"""),
            Response("200 OK", NoItems)
        );
        using var client = NewClient(server.Address);
        var succeeded = new List<QueryRequest>();
        QueryRequest[] queries = [Query(), Query()];

        var run = () =>
            RunAsync(() => client.Query(queries, IdOf, (query, _) => succeeded.Add(query), default));
        await run.Should().ThrowAsync<AwsServiceException>();
        succeeded.Should().ContainSingle("the other query succeeded");
        succeeded.Clear();
        server.Connections.Should().Be(1, "an error response leaves the connection usable");
        await run();

        succeeded.Should().Equal(queries);
        server.Connections.Should().Be(2);
    }

    [Fact]
    public async Task A_call_that_times_out_closes_its_connection()
    {
        using var server = TcpServer.Silent();
        using var client = NewClient(server.Address);
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        var call = () => RunAsync(() => client.GetItem(Get("1"), IdOf, timeout.Token));

        await call.Should().ThrowAsync<OperationCanceledException>();
        await AllClosedAsync(server);
    }

    private static async Task<DynamoDbFailure> FailureAsync(string response)
    {
        using var server = TcpServer.RespondingOnce(response);
        using var client = NewClient(server.Address);

        var call = () => RunAsync(() => GetItem(client));

        return DynamoDbFailures.Classify((await call.Should().ThrowAsync<Exception>()).Which);
    }

    private static Task AllClosedAsync(TcpServer server) =>
        Wait.UntilAsync("all connections are closed", () => server.OpenConnections == 0);

    private static string Checksum(uint value) => $"x-amz-crc32: {value}\r\n";

    private static string? GetItem(DynamoDbClient client, string id = "1") =>
        client.GetItem(Get(id), IdOf, default);

    private static string IdOf(Row row) => row.RequiredText("item_id");

    private static GetItemRequest Get(string id) =>
        new()
        {
            TableName = "items",
            Key = new() { ["item_id"] = new(id) },
        };

    private static QueryRequest Query() => new() { TableName = "items", KeyConditionExpression = "a = :a" };

    private static DynamoDbClient NewClient(Uri endpoint) =>
        new(
            endpoint,
            new RequestSigner(
                new ImmutableCredentials("AKIDEXAMPLE", "secret", "session"),
                "us-east-1",
                "dynamodb"
            ),
            TestTelemetry.New(Stream.Null)
        );
}
