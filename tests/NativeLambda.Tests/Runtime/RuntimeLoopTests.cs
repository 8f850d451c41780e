using System.Diagnostics;
using System.Text;
using NativeLambda.Runtime;
using NativeLambda.Telemetry;
using static NativeLambda.Tests.Runtime.FakeRuntimeApi;

namespace NativeLambda.Tests.Runtime;

public sealed class RuntimeLoopTests : IDisposable
{
    private readonly MemoryStream _log = new();
    private readonly List<Invocation> _seen = [];

    [Fact]
    public async Task An_event_is_answered_under_its_request_id()
    {
        using var api = new FakeRuntimeApi(
            Event("id-1", """{"a":1}"""),
            Accepted,
            Event("id-2", """{"b":2}"""),
            Accepted
        );

        await RunAsync(api, invocation => new InvocationResult(invocation.Event.ToArray()));

        api.Calls.Select(call => call.RequestLine)
            .Should()
            .Equal(
                "GET /2018-06-01/runtime/invocation/next HTTP/1.1",
                "POST /2018-06-01/runtime/invocation/id-1/response HTTP/1.1",
                "GET /2018-06-01/runtime/invocation/next HTTP/1.1",
                "POST /2018-06-01/runtime/invocation/id-2/response HTTP/1.1",
                "GET /2018-06-01/runtime/invocation/next HTTP/1.1"
            );
        api.Calls[1].Body.Should().Be("""{"a":1}""");
        api.Calls[3].Body.Should().Be("""{"b":2}""");
        api.Calls.Should().OnlyContain(call => call.Headers["Host"] == api.Address);
        api.Connections.Should().Be(1);
    }

    [Fact]
    public async Task Request_id_and_deadline_of_the_Runtime_API_reach_the_invocation()
    {
        long deadline = DateTimeOffset.UtcNow.AddSeconds(30).ToUnixTimeMilliseconds();
        using var api = new FakeRuntimeApi(
            Event(
                "id-1",
                "{}",
                $"Lambda-Runtime-Deadline-Ms: {deadline}\r\n"
                    + "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-west-1:111122223333:function:items:live\r\n"
                    + "Lambda-Runtime-Trace-Id: Root=1-6a;Parent=53;Sampled=1\r\n"
                    + "Lambda-Runtime-Client-Context: {\"a\":1}\r\n"
                    + "Lambda-Runtime-Cognito-Identity: {\"cognitoIdentityId\":\"x\"}\r\n"
                    + "Lambda-Runtime-Aws-Tenant-Id: tenant\r\n"
            ),
            Accepted,
            Event("id-2", "{}"),
            Accepted
        );

        await RunAsync(api, _ => default);

        _seen[0].Deadline.Should().Be(deadline);
        _seen[1].Deadline.Should().BeNull("the header is absent");
    }

    [Fact]
    public async Task A_chunked_event_is_put_together()
    {
        string large = new('x', 70_000);
        using var api = new FakeRuntimeApi(ChunkedEvent("id-1", "{\"a\":\"", large, "ü\"}"), Accepted);

        await RunAsync(api, invocation => new InvocationResult(invocation.Event.ToArray()));

        api.Calls[1].Body.Should().Be($$"""{"a":"{{large}}ü"}""");
    }

    [Fact]
    public async Task An_error_goes_to_the_error_path_with_its_type()
    {
        using var api = new FakeRuntimeApi(Event("id-1", "{}"), Accepted);

        await RunAsync(api, _ => new FunctionError("Function.UnsupportedEvent", "no \"such\" event"));

        var report = api.Calls[1];
        report.RequestLine.Should().Contain("/invocation/id-1/error ");
        report.Headers["Lambda-Runtime-Function-Error-Type"].Should().Be("Function.UnsupportedEvent");
        report
            .Body.Should()
            .Be(
                """{"errorType":"Function.UnsupportedEvent","errorMessage":"no \u0022such\u0022 event","stackTrace":[]}"""
            );
    }

    [Fact]
    public void An_init_error_goes_to_its_own_path()
    {
        using var api = new FakeRuntimeApi(Accepted);
        using var client = new RuntimeClient(api.Address);

        client.ReportInitError(new FunctionError("Function.InitError", "ITEMS_TABLE is not set."));

        api.Calls[0].RequestLine.Should().Be("POST /2018-06-01/runtime/init/error HTTP/1.1");
        api.Calls[0].Body.Should().Contain("ITEMS_TABLE");
    }

    [Fact]
    public async Task A_reply_too_large_becomes_an_error_and_the_loop_goes_on()
    {
        using var api = new FakeRuntimeApi(Event("id-1", "{}"), Accepted, Event("id-2", "{}"), Accepted);

        await RunAsync(
            api,
            invocation => new InvocationResult(
                new byte[invocation.RequestId == "id-1" ? RuntimeClient.MaximumPayload + 1 : 2]
            )
        );

        api.Calls[1]
            .Headers["Lambda-Runtime-Function-Error-Type"]
            .Should()
            .Be("Function.ResponseSizeTooLarge");
        api.Calls[3].RequestLine.Should().Contain("/id-2/response");
    }

    [Theory]
    [InlineData("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")]
    public async Task A_refused_answer_is_logged_and_the_loop_goes_on(string refusal)
    {
        using var api = new FakeRuntimeApi(Event("id-1", "{}"), refusal, Event("id-2", "{}"), Accepted);

        await RunAsync(api, _ => default);

        api.Calls[3].RequestLine.Should().Contain("/id-2/response");
        Encoding.UTF8.GetString(_log.ToArray()).Should().Contain("rejected the response");
    }

    [Fact]
    public async Task A_kept_alive_connection_that_the_other_side_closed_is_replaced()
    {
        using var api = new FakeRuntimeApi(
            Event("id-1", "{}"),
            HangUp,
            Accepted,
            Event("id-2", "{}"),
            Accepted
        );

        await RunAsync(api, _ => default);

        api.Connections.Should().Be(2);
        api.Calls[2]
            .RequestLine.Should()
            .Contain("/id-1/response", "the answer is sent again on the new connection");
        _seen.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_failed_next_backs_off_and_does_not_spin()
    {
        const string Refused = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
        using var api = new FakeRuntimeApi(Refused, Refused, Refused, Event("id-1", "{}"), Accepted);
        var clock = Stopwatch.StartNew();

        await RunAsync(api, _ => default);

        clock.ElapsedMilliseconds.Should().BeGreaterThanOrEqualTo(50 + 100 + 200 - 20);
        _seen.Should().ContainSingle();
    }

    [Fact]
    public async Task The_deadline_becomes_a_cancellation_before_Lambda_gives_up()
    {
        var deadline = DateTimeOffset.UtcNow.AddMilliseconds(400);
        using var api = new FakeRuntimeApi(
            Event("id-1", "{}", $"Lambda-Runtime-Deadline-Ms: {deadline.ToUnixTimeMilliseconds()}\r\n"),
            Accepted
        );
        using var client = new RuntimeClient(api.Address);
        bool cancelled = false;
        var loop = new RuntimeLoop(
            client,
            (_, cancellationToken) =>
            {
                cancelled = cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
                return default;
            },
            new Log(_log, "test", LogLevel.Trace)
        );

        var run = () => Task.Run(loop.Run);

        await run.Should().ThrowAsync<RuntimeApiException>();
        cancelled.Should().BeTrue();
        api.Calls[1].RequestLine.Should().Contain("/response");
    }

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData(5_184_000_000)] // 60 days
    [InlineData(long.MaxValue / 2)]
    public async Task A_deadline_far_in_the_future_does_not_end_the_loop(long milliseconds)
    {
        long deadline = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + milliseconds;
        using var api = new FakeRuntimeApi(
            Event("id-1", "{}", $"Lambda-Runtime-Deadline-Ms: {deadline}\r\n"),
            Accepted
        );

        await RunAsync(api, _ => default);

        api.Calls[1].RequestLine.Should().Contain("/id-1/response");
    }

    private async Task RunAsync(FakeRuntimeApi api, Func<Invocation, InvocationResult> handle)
    {
        using var client = new RuntimeClient(api.Address);
        var loop = new RuntimeLoop(
            client,
            (invocation, _) =>
            {
                _seen.Add(invocation);
                return handle(invocation);
            },
            new Log(_log, "test", LogLevel.Trace)
        );

        var run = () => Task.Factory.StartNew(loop.Run, TaskCreationOptions.LongRunning);

        (await run.Should().ThrowAsync<RuntimeApiException>()).Which.Status.Should().Be(500);
    }
}
