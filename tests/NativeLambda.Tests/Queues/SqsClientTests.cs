using System.Text.Json.Nodes;
using NativeLambda.Aws;
using NativeLambda.Http;
using NativeLambda.Queues;
using NativeLambda.Telemetry;
using NativeLambda.Tests.Aws;
using static NativeLambda.Tests.Aws.AwsServer;
using static NativeLambda.Tests.Transport.BlockingCall;

namespace NativeLambda.Tests.Queues;

public sealed class SqsClientTests
{
    private const string QueueUrl = "https://sqs.eu-west-1.amazonaws.com/111122223333/queue";
    private const int Maximum = 1024 * 1024;

    [Fact]
    public async Task Messages_are_sent_to_the_queue_of_the_URL_through_the_endpoint_of_the_client()
    {
        using var server = new AwsServer(AcceptAll);

        await SendAsync(server, """{"name":"ü <&> \"x\" 🍵"}""", "second\n\t");

        var call = server.Calls.Should().ContainSingle().Which;
        call.Header("x-amz-target").Should().Be("AmazonSQS.SendMessageBatch");
        call.Header("content-type").Should().Be("application/x-amz-json-1.0");
        var body = JsonNode.Parse(call.Body)!;
        ((string)body["QueueUrl"]!).Should().Be(QueueUrl);
        Sent(server).Should().Equal("""{"name":"ü <&> \"x\" 🍵"}""", "second\n\t");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1, 1)]
    [InlineData(10, 10)]
    [InlineData(25, 10, 10, 5)]
    public async Task A_call_has_at_most_10_messages_with_different_ids(int messages, params int[] calls)
    {
        using var server = new AwsServer(AcceptAll);
        string[] bodies = [.. Enumerable.Range(0, messages).Select(number => $"message {number}")];

        await SendAsync(server, bodies);

        var entries = server.Bodies.Select(body => body["Entries"]!.AsArray()).ToArray();
        entries.Select(call => call.Count).Should().Equal(calls);
        entries
            .Select(call => call.Select(entry => (string)entry!["Id"]!).Distinct().Count())
            .Should()
            .Equal(calls);
        Sent(server).Should().Equal(bodies);
    }

    [Fact]
    public async Task A_call_has_at_most_1_MiB_of_messages_in_UTF_8()
    {
        using var server = new AwsServer(AcceptAll);
        // 2 bytes each.
        string half = new('ü', Maximum / 4);
        string[] bodies = [half, half, "x", new('y', Maximum), half];

        await SendAsync(server, bodies);

        server.Bodies.Select(body => body["Entries"]!.AsArray().Count).Should().Equal(2, 1, 1, 1);
        Sent(server).Should().Equal(bodies);
    }

    [Fact]
    public async Task A_message_above_1_MiB_is_an_error_of_the_caller()
    {
        using var server = new AwsServer(AcceptAll);

        var send = () => SendAsync(server, new string('x', Maximum + 1));

        await send.Should().ThrowAsync<ArgumentException>();
        server.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Only_the_messages_that_SQS_did_not_accept_are_sent_again()
    {
        int calls = 0;
        using var server = new AwsServer(call =>
            ++calls switch
            {
                1 => Ok(
                    """{"Successful":[{"Id":"0","MessageId":"a","MD5OfMessageBody":"b"}],"Failed":[{"Id":"1","SenderFault":false,"Code":"InternalError","Message":"x"}]}"""
                ),
                // Neither of the messages that are left is mentioned.
                2 => Ok("{}"),
                3 => Ok("""{"Failed":[],"Successful":[{"Id":"2"},{"Id":"other"}]}"""),
                _ => AcceptAll(call),
            }
        );

        await SendAsync(server, "a", "b", "c");

        server
            .Bodies.Select(body => string.Concat(body["Entries"]!.AsArray().Select(it => it!["MessageBody"])))
            .Should()
            .Equal("abc", "bc", "bc", "b");
    }

    [Fact]
    public async Task A_message_that_SQS_never_accepts_is_a_permanent_error()
    {
        using var server = Responding(
            Ok(
                """{"Successful":[{"Id":"0"}],"Failed":[{"Id":"1","SenderFault":true,"Code":"InvalidMessageContents","Message":"bad character"}]}"""
            )
        );

        var send = () => SendAsync(server, "a", "b");

        var error = (await send.Should().ThrowAsync<AwsServiceException>()).Which;
        error.Code.Should().Be("InvalidMessageContents");
        error.Message.Should().Be("SQS rejects a message: InvalidMessageContents: bad character");
        AwsServiceException.IsTransient(error).Should().BeFalse();
        server.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task A_queue_that_does_not_exist_is_a_permanent_error()
    {
        using var server = Responding(Error("400 Bad Request", "com.amazonaws.sqs#QueueDoesNotExist", "no"));

        var send = () => SendAsync(server, "a");

        (await send.Should().ThrowAsync<AwsServiceException>()).Which.Code.Should().Be("QueueDoesNotExist");
        server.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task A_call_without_a_response_a_throttled_one_and_a_malformed_response_are_repeated()
    {
        string[] failures =
        [
            "",
            Error("400 Bad Request", "com.amazonaws.sqs#RequestThrottled", "slow down"),
            Error("503 Service Unavailable", "ServiceUnavailable", ""),
            Ok("""{"Successful":[{"Id":"""),
        ];
        int calls = 0;
        using var server = new AwsServer(call =>
            calls < failures.Length ? failures[calls++] : AcceptAll(call)
        );

        await SendAsync(server, "a");

        server.Calls.Should().HaveCount(failures.Length + 1);
    }

    [Fact]
    public async Task After_five_attempts_the_queue_is_unavailable()
    {
        using var server = Responding(
            Ok("""{"Failed":[{"Id":"0","SenderFault":false,"Code":"InternalError"}]}""")
        );

        var send = () => SendAsync(server, "a");

        (await send.Should().ThrowAsync<QueueUnavailableException>())
            .Which.InnerException!.Message.Should()
            .Be("SQS did not accept 1 of 1 messages: InternalError");
        server.Calls.Should().HaveCount(5);
    }

    [Fact]
    public async Task At_the_deadline_the_queue_is_unavailable()
    {
        using var server = TcpServer.Silent();
        using var client = new AwsJsonClient(
            server.Address,
            new RequestSigner(new("AKID", "secret", null), "eu-west-1", "sqs"),
            "application/x-amz-json-1.0",
            new CallTrace(daemon: null)
        );
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        var send = () => RunAsync(() => new SqsClient(client, QueueUrl).Send(["a"], deadline.Token));

        (await send.Should().ThrowAsync<QueueUnavailableException>())
            .Which.InnerException.Should()
            .BeAssignableTo<OperationCanceledException>();
    }

    [Fact]
    public async Task Expired_credentials_end_the_process()
    {
        using var server = Responding(Error("403 Forbidden", "ExpiredTokenException", "expired"));

        var send = () => SendAsync(server, "a");

        await send.Should().ThrowAsync<ProcessMustEndException>();
    }

    private static async Task SendAsync(AwsServer server, params string[] bodies)
    {
        using var client = server.NewClient("application/x-amz-json-1.0", "sqs");
        await RunAsync(() => new SqsClient(client, QueueUrl).Send(bodies, CancellationToken.None));
    }

    private static IEnumerable<string> Sent(AwsServer server) =>
        server
            .Bodies.SelectMany(body => body["Entries"]!.AsArray())
            .Select(entry => (string)entry!["MessageBody"]!);

    private static string AcceptAll(HttpMessage call)
    {
        var ids = JsonNode.Parse(call.Body)!["Entries"]!
            .AsArray()
            .Select(entry => $$"""{"Id":"{{entry!["Id"]}}"}""");
        return Ok($$"""{"Successful":[{{string.Join(',', ids)}}],"Failed":[]}""");
    }
}
