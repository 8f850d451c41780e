using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using NativeLambda.Runtime;
using NativeLambda.Tests.Telemetry;
using static Items.Testing.RuntimeApiServer;

namespace NativeLambda.Tests.Runtime;

public sealed class RuntimeLoopTests : IDisposable
{
    private readonly MemoryStream _log = new();
    private readonly List<Invocation> _invocations = [];
    private Action _afterResponse = () => { };

    [Fact]
    public async Task A_response_is_sent_under_the_request_id_of_its_event()
    {
        using var api = Scripted(
            Event("id-1", """{"a":1}"""),
            Accepted,
            Event("id-2", """{"b":2}"""),
            Accepted
        );

        await RunAsync(api, invocation => new InvocationResult(invocation.Event.ToArray()));

        api.Calls.Select(call => call.StartLine)
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
        api.Calls.Should().OnlyContain(call => call.Header("host") == api.Address);
        api.Connections.Should().Be(1);
    }

    [Fact]
    public async Task The_invocation_has_the_deadline_of_the_event()
    {
        long deadline = DateTimeOffset.UtcNow.AddSeconds(30).ToUnixTimeMilliseconds();
        using var api = Scripted(
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

        _invocations[0].Deadline.Should().Be(deadline);
        _invocations[1].Deadline.Should().BeNull("the header is absent");
    }

    [Fact]
    public async Task The_invocation_has_the_trace_of_the_event()
    {
        const string Trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
        using var api = Scripted(
            Event("id-1", "{}", $"Lambda-Runtime-Trace-Id: {Trace}\r\n"),
            Accepted,
            Event("id-2", "{}"),
            Accepted
        );

        await RunAsync(api, _ => default);

        _invocations.Select(invocation => invocation.TraceHeader).Should().Equal(Trace, null);
    }

    [Fact]
    public async Task What_the_caller_need_not_wait_for_is_done_between_the_response_and_the_next_event()
    {
        using var api = Scripted(Event("id-1", "{}"), Accepted, Event("id-2", "{}"), Accepted);
        List<int> callsBefore = [];
        _afterResponse = () => callsBefore.Add(api.Calls.Count);

        await RunAsync(api, _ => default);

        callsBefore.Should().Equal(2, 4);
    }

    [Fact]
    public async Task It_is_done_too_when_the_Runtime_API_fails()
    {
        using var api = Scripted(Event("id-1", "{}"), InternalServerError);
        bool isDone = false;
        _afterResponse = () => isDone = true;

        await RunAsync(api, _ => default);

        isDone.Should().BeTrue();
    }

    [Fact]
    public async Task A_chunked_event_is_joined()
    {
        string large = new('x', 70_000);
        using var api = Scripted(ChunkedEvent("id-1", "{\"a\":\"", large, "ü\"}"), Accepted);

        await RunAsync(api, invocation => new InvocationResult(invocation.Event.ToArray()));

        api.Calls[1].Body.Should().Be($$"""{"a":"{{large}}ü"}""");
    }

    [Fact]
    public async Task A_function_error_is_posted_to_the_error_path_with_its_type()
    {
        using var api = Scripted(Event("id-1", "{}"), Accepted);

        await RunAsync(api, _ => new FunctionError("Function.UnsupportedEvent", "no \"such\" event"));

        var report = api.Calls[1];
        report.StartLine.Should().Contain("/invocation/id-1/error ");
        report.Header("Lambda-Runtime-Function-Error-Type").Should().Be("Function.UnsupportedEvent");
        report
            .Body.Should()
            .Be(
                """{"errorType":"Function.UnsupportedEvent","errorMessage":"no \u0022such\u0022 event","stackTrace":[]}"""
            );
    }

    [Fact]
    public void An_init_error_is_posted_to_its_own_path()
    {
        using var api = Scripted(Accepted);
        using var client = new RuntimeClient(api.Address);

        client.ReportInitError(new FunctionError("Function.InitError", "ITEMS_TABLE is not set."));

        api.Calls[0].StartLine.Should().Be("POST /2018-06-01/runtime/init/error HTTP/1.1");
        api.Calls[0].Body.Should().Contain("ITEMS_TABLE");
    }

    [Fact]
    public async Task A_response_above_the_maximum_size_becomes_a_function_error_and_the_loop_continues()
    {
        using var api = Scripted(Event("id-1", "{}"), Accepted, Event("id-2", "{}"), Accepted);

        await RunAsync(
            api,
            invocation => new InvocationResult(
                new byte[invocation.RequestId == "id-1" ? RuntimeClient.MaximumPayload + 1 : 2]
            )
        );

        api.Calls[1]
            .Header("Lambda-Runtime-Function-Error-Type")
            .Should()
            .Be("Function.ResponseSizeTooLarge");
        api.Calls[3].StartLine.Should().Contain("/id-2/response");
    }

    [Theory]
    [InlineData("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")]
    public async Task A_rejected_response_is_logged_and_the_loop_continues(string rejection)
    {
        using var api = Scripted(Event("id-1", "{}"), rejection, Event("id-2", "{}"), Accepted);

        await RunAsync(api, _ => default);

        api.Calls[3].StartLine.Should().Contain("/id-2/response");
        Encoding.UTF8.GetString(_log.ToArray()).Should().Contain("rejected the response");
    }

    [Fact]
    public async Task A_connection_that_the_server_has_closed_is_replaced()
    {
        using var api = Scripted(Event("id-1", "{}"), Close, Accepted, Event("id-2", "{}"), Accepted);

        await RunAsync(api, _ => default);

        api.Connections.Should().Be(2);
        api.Calls[2]
            .StartLine.Should()
            .Contain("/id-1/response", "the response is sent again on the new connection");
        _invocations.Should().HaveCount(2);
    }

    [Fact]
    public async Task Data_that_the_server_sends_without_a_request_is_not_read_as_a_response()
    {
        var calls = new ConcurrentQueue<string>();
        using var handling = new SemaphoreSlim(0);
        using var sent = new SemaphoreSlim(0);
        using var server = new TcpServer(
            async (stream, cancellationToken) =>
            {
                while (await HttpMessage.ReadAsync(stream, cancellationToken) is { } call)
                {
                    calls.Enqueue(call.StartLine);
                    string[] responses = [Event("id-1", "{}"), Accepted, InternalServerError];
                    await TcpServer.WriteAsync(stream, responses[calls.Count - 1], cancellationToken);
                    if (calls.Count == 1)
                    {
                        await handling.WaitAsync(cancellationToken);
                        await TcpServer.WriteAsync(stream, Event("id-2", "{}"), cancellationToken);
                        sent.Release();
                    }
                }
            }
        );

        await RunAsync(
            server.Address.Authority,
            (_, cancellationToken) =>
            {
                handling.Release();
                sent.Wait(cancellationToken);
                return default;
            }
        );

        _invocations.Should().ContainSingle().Which.RequestId.Should().Be("id-1");
        calls.ElementAt(1).Should().Contain("/id-1/response");
        server.Connections.Should().Be(2);
        Encoding.UTF8.GetString(_log.ToArray()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_failed_next_is_repeated_with_increasing_delays()
    {
        const string Rejection = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
        using var api = Scripted(Rejection, Rejection, Rejection, Event("id-1", "{}"), Accepted);
        var clock = Stopwatch.StartNew();

        await RunAsync(api, _ => default);

        clock.ElapsedMilliseconds.Should().BeGreaterThanOrEqualTo(50 + 100 + 200 - 20);
        _invocations.Should().ContainSingle();
    }

    [Fact]
    public async Task The_token_is_cancelled_before_the_deadline()
    {
        var deadline = DateTimeOffset.UtcNow.AddMilliseconds(400);
        using var api = Scripted(
            Event("id-1", "{}", $"Lambda-Runtime-Deadline-Ms: {deadline.ToUnixTimeMilliseconds()}\r\n"),
            Accepted
        );
        bool isCancelled = false;

        await RunAsync(
            api.Address,
            (_, cancellationToken) =>
            {
                isCancelled = cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
                return default;
            }
        );

        isCancelled.Should().BeTrue();
        api.Calls[1].StartLine.Should().Contain("/response");
    }

    [Fact]
    public async Task The_token_is_cancelled_from_the_start_only_when_the_deadline_of_its_invocation_has_passed()
    {
        string past = Deadline(TimeSpan.FromMinutes(-1));
        string future = Deadline(TimeSpan.FromMinutes(1));
        using var api = Scripted(
            Event("id-1", "{}", past),
            Accepted,
            Event("id-2", "{}", future),
            Accepted,
            Event("id-3", "{}"),
            Accepted,
            Event("id-4", "{}", past),
            Accepted
        );
        var cancelled = new List<bool>();

        await RunAsync(
            api.Address,
            (_, cancellationToken) =>
            {
                cancelled.Add(cancellationToken.IsCancellationRequested);
                return default;
            }
        );

        cancelled.Should().Equal(true, false, false, true);

        static string Deadline(TimeSpan fromNow) =>
            $"Lambda-Runtime-Deadline-Ms: {DateTimeOffset.UtcNow.Add(fromNow).ToUnixTimeMilliseconds()}\r\n";
    }

    [Fact]
    public async Task A_deadline_does_not_cancel_the_token_of_a_later_invocation()
    {
        string soon =
            $"Lambda-Runtime-Deadline-Ms: {DateTimeOffset.UtcNow.AddMilliseconds(200).ToUnixTimeMilliseconds()}\r\n";
        using var api = Scripted(Event("id-1", "{}", soon), Accepted, Event("id-2", "{}"), Accepted);
        bool isCancelled = true;

        await RunAsync(
            api.Address,
            (invocation, cancellationToken) =>
            {
                // Longer than the time that the first invocation had left.
                isCancelled =
                    invocation.RequestId == "id-2"
                    && cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(0.4));
                return default;
            }
        );

        isCancelled.Should().BeFalse();
    }

    [Theory]
    [InlineData(5_184_000_000)] // 60 days
    [InlineData(long.MaxValue / 2)]
    public async Task A_deadline_far_in_the_future_does_not_end_the_loop(long milliseconds)
    {
        long deadline = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + milliseconds;
        using var api = Scripted(
            Event("id-1", "{}", $"Lambda-Runtime-Deadline-Ms: {deadline}\r\n"),
            Accepted
        );

        await RunAsync(api, _ => default);

        api.Calls[1].StartLine.Should().Contain("/id-1/response");
    }

    public void Dispose() => _log.Dispose();

    private Task RunAsync(RuntimeApiServer api, Func<Invocation, InvocationResult> handle) =>
        RunAsync(api.Address, (invocation, _) => handle(invocation));

    private async Task RunAsync(
        string runtimeApi,
        Func<Invocation, CancellationToken, InvocationResult> handle
    )
    {
        using var client = new RuntimeClient(runtimeApi);
        var loop = new RuntimeLoop(
            client,
            (invocation, cancellationToken) =>
            {
                _invocations.Add(invocation);
                return handle(invocation, cancellationToken);
            },
            afterResponse: () => _afterResponse(),
            TestTelemetry.NewLog(_log)
        );

        var run = () => Task.Factory.StartNew(loop.Run, TaskCreationOptions.LongRunning);

        (await run.Should().ThrowAsync<RuntimeApiException>()).Which.Status.Should().Be(500);
    }
}
