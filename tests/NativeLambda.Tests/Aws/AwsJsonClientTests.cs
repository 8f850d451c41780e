using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using NativeLambda.Aws;
using NativeLambda.Http;
using NativeLambda.Telemetry;
using NativeLambda.Transport;
using static NativeLambda.Tests.Aws.AwsServer;
using static NativeLambda.Tests.Transport.BlockingCall;

namespace NativeLambda.Tests.Aws;

public sealed class AwsJsonClientTests
{
    private const string ContentType = "application/x-amz-json-1.1";

    [Fact]
    public async Task A_call_has_target_protocol_token_and_a_signature_for_the_service()
    {
        using var server = Responding(Ok("""{"a":1}"""));
        using var client = server.NewClient(ContentType, "ssm", token: "session");
        string response = "";

        await RunAsync(() => response = Call(client));

        response.Should().Be("""{"a":1}""");
        var call = server.Calls.Should().ContainSingle().Which;
        call.StartLine.Should().Be("POST / HTTP/1.1");
        call.Header("host").Should().Be(server.Address.Authority);
        call.Header("content-type").Should().Be(ContentType);
        call.Header("x-amz-target").Should().Be("Service.Operation");
        call.Header("x-amz-security-token").Should().Be("session");
        call.Header("authorization")
            .Should()
            .MatchRegex(
                "^AWS4-HMAC-SHA256 Credential=AKID/[0-9]{8}/eu-west-1/ssm/aws4_request, "
                    + "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=[0-9a-f]{64}$"
            );
        call.Body.Should().Be("{}");
    }

    [Fact]
    public async Task A_connection_is_opened_by_the_first_call_and_used_by_the_next()
    {
        using var server = Responding(Ok("{}"));
        using var client = server.NewClient(ContentType, "ssm");
        server.Connections.Should().Be(0);

        await RunAsync(() =>
        {
            Call(client);
            Call(client);
        });

        server.Connections.Should().Be(1);
        server.Calls.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("400 Bad Request", "com.amazonaws.sqs#QueueDoesNotExist", "QueueDoesNotExist", false)]
    [InlineData("400 Bad Request", "AccessDeniedException", "AccessDeniedException", false)]
    [InlineData("400 Bad Request", "com.amazonaws.sqs#RequestThrottled", "RequestThrottled", true)]
    [InlineData("400 Bad Request", "ThrottlingException", "ThrottlingException", true)]
    [InlineData("429 Too Many Requests", "Any", "Any", true)]
    [InlineData("500 Internal Server Error", "InternalServerError", "InternalServerError", true)]
    public async Task An_error_response_is_an_exception_with_its_type(
        string status,
        string type,
        string code,
        bool isTransient
    )
    {
        using var server = Responding(Error(status, type, "no"));
        using var client = server.NewClient(ContentType, "sqs");

        var call = () => RunAsync(() => Call(client));

        var error = (await call.Should().ThrowAsync<AwsServiceException>()).Which;
        error.Code.Should().Be(code);
        error.Status.Should().Be(int.Parse(status[..3]));
        error.Message.Should().Be($"Service.Operation returned status {status[..3]}: {code} no");
        AwsServiceException.IsTransient(error).Should().Be(isTransient);
    }

    [Fact]
    public async Task An_error_response_of_a_proxy_has_only_its_status()
    {
        using var server = Responding(HttpMessage.Response("502 Bad Gateway", "<html>"));
        using var client = server.NewClient(ContentType, "sqs");

        var call = () => RunAsync(() => Call(client));

        var error = (await call.Should().ThrowAsync<AwsServiceException>()).Which;
        (error.Code, error.Status).Should().Be((null, 502));
        error.Message.Should().Be("Service.Operation returned status 502:");
    }

    [Theory]
    [InlineData("ExpiredTokenException")]
    [InlineData("com.amazon.coral.service#ExpiredTokenException")]
    [InlineData("com.amazon.coral.service#UnrecognizedClientException")]
    [InlineData("InvalidClientTokenId")]
    public async Task Expired_credentials_end_the_process(string type)
    {
        using var server = Responding(Error("403 Forbidden", type, "The token is expired"));
        using var client = server.NewClient(ContentType, "sqs");

        var call = () => RunAsync(() => Call(client));

        (await call.Should().ThrowAsync<ProcessMustEndException>())
            .Which.Message.Should()
            .StartWith("Service does not accept the credentials: ");
    }

    [Fact]
    public async Task After_a_failed_call_the_next_one_has_a_new_connection()
    {
        using var server = Responding(Ok("{}"), "", Ok("{}"));
        using var client = server.NewClient(ContentType, "sqs");
        await RunAsync(() => Call(client));

        var call = () => RunAsync(() => Call(client));

        await call.Should().ThrowAsync<IOException>();
        await call.Should().NotThrowAsync();
        server.Connections.Should().Be(2);
    }

    [Fact]
    public async Task Transient_errors_are_repeated_up_to_four_times()
    {
        var failure = new IOException("reset");
        int attempts = 0;

        var run = () =>
            RunAsync(() =>
                AwsJsonClient.Retry<int>(
                    _ =>
                    {
                        attempts++;
                        throw failure;
                    },
                    CancellationToken.None
                )
            );

        (await run.Should().ThrowAsync<IOException>()).Which.Should().BeSameAs(failure);
        attempts.Should().Be(5);
    }

    [Fact]
    public async Task An_attempt_without_a_response_is_cancelled_and_repeated()
    {
        int attempts = 0;

        await RunAsync(() =>
            AwsJsonClient.Retry(
                cancellationToken =>
                {
                    if (++attempts == 1)
                    {
                        cancellationToken.WaitHandle.WaitOne();
                        cancellationToken.ThrowIfCancellationRequested();
                    }

                    return attempts;
                },
                CancellationToken.None
            )
        );

        attempts.Should().Be(2);
    }

    [Fact]
    public async Task Nothing_is_repeated_after_a_permanent_error_or_when_the_token_is_cancelled()
    {
        int attempts = 0;
        using var cancelled = new CancellationTokenSource();
        int Fail(Exception e)
        {
            attempts++;
            throw e;
        }

        var permanent = () =>
            RunAsync(() =>
                AwsJsonClient.Retry(
                    _ => Fail(new AwsServiceException("No", "no", 400)),
                    CancellationToken.None
                )
            );
        await permanent.Should().ThrowAsync<AwsServiceException>();
        var late = () =>
            RunAsync(() =>
                AwsJsonClient.Retry(
                    _ =>
                    {
                        cancelled.Cancel();
                        return Fail(new IOException());
                    },
                    cancelled.Token
                )
            );
        await late.Should().ThrowAsync<IOException>();

        attempts.Should().Be(2);
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_is_a_transient_error()
    {
        Uri address;
        using (var closed = TcpServer.Silent())
        {
            address = closed.Address;
        }

        using var client = new AwsJsonClient(
            address,
            new RequestSigner(new("AKID", "secret", null), "eu-west-1", "sqs"),
            ContentType,
            new CallTrace(daemon: null)
        );

        var call = () => RunAsync(() => Call(client));

        var error = (await call.Should().ThrowAsync<ConnectException>()).Which;
        AwsServiceException.IsTransient(error).Should().BeTrue();
    }

    [Fact]
    public async Task Each_call_of_a_sampled_invocation_is_a_subsegment()
    {
        using var daemon = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var trace = new CallTrace(new XRayDaemon($"{daemon.Client.LocalEndPoint}"));
        trace.StartInvocation(new TraceHeader("Root=1-2;Parent=3;Sampled=1"));
        using var server = Responding(Ok("{}"), Error("400 Bad Request", "ThrottlingException", "slow down"));
        using var client = server.NewClient(ContentType, "sqs", trace: trace);

        await RunAsync(() => Call(client));
        var throttled = () => RunAsync(() => Call(client));
        await throttled.Should().ThrowAsync<AwsServiceException>();
        trace.Send();

        var first = await ReceiveAsync(daemon);
        var second = await ReceiveAsync(daemon);
        ((string)first["name"]!).Should().Be("SQS");
        ((string)first["trace_id"]!).Should().Be("1-2");
        ((string)first["aws"]!["operation"]!).Should().Be("Operation");
        ((int)first["http"]!["response"]!["status"]!).Should().Be(200);
        first["throttle"].Should().BeNull();
        ((bool)second["throttle"]!).Should().BeTrue();
        ((string)second["cause"]!["exceptions"]![0]!["type"]!).Should().Be("ThrottlingException");
        server.Calls[0].Header("x-amzn-trace-id").Should().Be($"Root=1-2;Parent={first["id"]};Sampled=1");
    }

    private static async Task<JsonNode> ReceiveAsync(UdpClient daemon)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var datagram = await daemon.ReceiveAsync(timeout.Token);
        string[] lines = Encoding.UTF8.GetString(datagram.Buffer).Split('\n');
        return JsonNode.Parse(lines[1])!;
    }

    private static string Call(AwsJsonClient client) =>
        Encoding.UTF8.GetString(client.Call("Service.Operation", "{}"u8, CancellationToken.None).Span);
}
