using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NativeLambda.DynamoDb;
using NativeLambda.Http;
using NativeLambda.Queues;
using NativeLambda.Runtime;
using NativeLambda.Telemetry;
using NativeLambda.Tests.Fixtures;
using static Items.Testing.RuntimeApiServer;

namespace NativeLambda.Tests.Runtime;

public sealed class QueueFunctionTests : IDisposable
{
    private static readonly MessageResult Processed = new MessageResult.Processed();

    private readonly List<string> _processed = [];
    private FunctionRun _function = new();
    private bool _hasEnded;

    [Fact]
    public async Task A_batch_of_which_every_message_is_processed_has_no_failures()
    {
        byte[] json = Fixture.Read("sqs.three-messages.json");

        string response = await RunAsync(Encoding.UTF8.GetString(json), _ => Processed);

        response.Should().Be("""{"batchItemFailures":[]}""");
        _processed.Should().Equal("""{"type":"import","name":"müg ☃"}""", "plain", "third");
    }

    [Fact]
    public async Task Exactly_the_failed_messages_stay_in_the_queue()
    {
        string response = await RunAsync(
            Batch("a", "b", "c", "d", "e"),
            message =>
                message.Id switch
                {
                    "b" => new MessageResult.Failed("unknown version"),
                    "c" => throw new FormatException("not a number"),
                    "d" => new MessageResult.Discarded("duplicate"),
                    _ => Processed,
                }
        );

        response.Should().Be("""{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"c"}]}""");
        _processed.Should().Equal("a", "b", "c", "d", "e");
        _function
            .LineIds.Should()
            .Equal("message_failed", "message_failed", "message_discarded", "batch_processed");
        _function
            .Lines.SkipLast(1)
            .Select(line => $"{line["message_id"]} {line["receive_count"]} {line["reason"]}")
            .Should()
            .Equal("b 1 unknown version", "c 1 An exception", "d 1 duplicate");
        ((string)_function.Lines[1]["exception_message"]!).Should().Be("not a number");
    }

    [Fact]
    public async Task A_transient_error_is_distinguished_from_an_error_of_the_code()
    {
        await RunAsync(
            Batch("a", "b"),
            message =>
                throw (
                    message.Id == "a"
                        ? new OutcomeUnknownException("table", new IOException())
                        : new QueueUnavailableException(new IOException())
                )
        );

        _function
            .Lines.SkipLast(1)
            .Select(line => (string)line["reason"]!)
            .Should()
            .Equal(Enumerable.Repeat("A service that the message needs is not available", 2));
    }

    [Fact]
    public async Task The_line_of_a_batch_has_its_counts_and_metrics()
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        string batch =
            $$"""{"Records":[{{Record("a", now - 90_000, 2)}},{{Record("b", now, 1)}},{{Record("c", now, 3)}}]}""";

        await RunAsync(
            batch,
            message => message.Id == "a" ? new MessageResult.Discarded("duplicate") : Processed
        );

        var line = _function.Lines[^1];
        ((int)line["messages"]!, (int)line["discarded"]!, (int)line["failed"]!).Should().Be((3, 1, 0));
        ((int)line["table_calls"]!).Should().Be(0);
        line["_aws"]!["CloudWatchMetrics"]![0]!["Metrics"]!
            .AsArray()
            .Select(metric => $"{metric!["Name"]} {metric["Unit"]}")
            .Should()
            .Equal(
                "Messages Count",
                "MessageAge Milliseconds",
                "MessageReplay Count",
                "MessageDiscarded Count",
                "ColdStart Count"
            );
        ((int)line["Messages"]!, (int)line["MessageReplay"]!, (int)line["MessageDiscarded"]!)
            .Should()
            .Be((3, 2, 1));
        ((double)line["MessageAge"]!).Should().BeInRange(90_000, 120_000);
    }

    [Fact]
    public async Task Metrics_are_written_below_the_log_level_too()
    {
        _function.Dispose();
        _function = new FunctionRun(LogLevel.Error);

        await RunAsync(Batch("a", "b"), _ => new MessageResult.Failed("no"));

        var line = _function.Lines.Should().ContainSingle().Which;
        ((string)line["event_id"]!, (string)line["level"]!).Should().Be(("batch_processed", "ERROR"));
        ((int)line["MessageFailed"]!).Should().Be(2);
    }

    [Fact]
    public async Task After_the_deadline_the_messages_that_were_not_started_are_returned()
    {
        string response = await RunAsync(
            Batch("a", "b", "c"),
            (message, cancellationToken) =>
            {
                cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
                return Processed;
            },
            $"Lambda-Runtime-Deadline-Ms: {DateTimeOffset.UtcNow.AddMilliseconds(300).ToUnixTimeMilliseconds()}\r\n"
        );

        _processed.Should().Equal("a");
        response.Should().Be("""{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"c"}]}""");
    }

    [Fact]
    public async Task Expired_credentials_return_the_rest_and_end_the_process()
    {
        string response = await RunAsync(
            Batch("a", "b", "c"),
            message => message.Id == "b" ? throw new ProcessMustEndException("expired") : Processed
        );

        response.Should().Be("""{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"c"}]}""");
        _processed.Should().Equal("a", "b");
        _function.LineIds.Should().Equal("message_failed", "message_failed", "process_ends");
        _hasEnded.Should().BeTrue();
    }

    [Fact]
    public async Task An_unreadable_body_fails_its_message_only()
    {
        string batch =
            $$"""{"Records":[{{Record("a").Replace("\"body\":\"a\"", "\"body\":\"\\ud800\"", StringComparison.Ordinal)}},{{Record("b")}}]}""";

        string response = await RunAsync(batch, _ => Processed);

        response.Should().Be("""{"batchItemFailures":[{"itemIdentifier":"a"}]}""");
        _processed.Should().Equal("b");
    }

    [Fact]
    public async Task A_batch_of_10000_messages_is_processed()
    {
        string[] ids = [.. Enumerable.Range(0, 10_000).Select(number => $"message-{number}")];

        string response = await RunAsync(
            Batch(ids),
            message => message.Id.EndsWith('7') ? new MessageResult.Failed("seven") : Processed
        );

        JsonNode.Parse(response)!["batchItemFailures"]!
            .AsArray()
            .Select(failure => (string)failure!["itemIdentifier"]!)
            .Should()
            .Equal(ids.Where(id => id.EndsWith('7')));
        _processed.Should().Equal(ids);
    }

    [Fact]
    public async Task An_empty_batch_has_no_failures() =>
        (await RunAsync("""{"Records":[]}""", _ => Processed)).Should().Be("""{"batchItemFailures":[]}""");

    [Fact]
    public async Task Records_of_another_source_are_a_function_error()
    {
        string error = await RunAsync("""{"Records":[{"eventSource":"aws:s3"}]}""", _ => Processed);

        ((string)JsonNode.Parse(error)!["errorType"]!).Should().Be("Function.UnsupportedEvent");
        _function.LineIds.Should().Equal("unsupported_event");
    }

    [Fact]
    public async Task A_function_without_a_queue_rejects_messages()
    {
        using var api = Scripted(Event("id-1", Batch("a")), Accepted);

        await _function.RunAsync(api.Address, (_, _) => Response.NoContent);

        api.Calls[1].StartLine.Should().Contain("/id-1/error ");
        api.Calls[1].Header("Lambda-Runtime-Function-Error-Type").Should().Be("Function.UnsupportedEvent");
        _function.LineIds.Should().Equal("unsupported_event");
    }

    [Fact]
    public async Task Requests_and_batches_alternate_in_one_process()
    {
        const string Get = """{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"GET"}}}""";
        using var api = Scripted(
            Event("id-1", Batch("a")),
            Accepted,
            Event("id-2", Get),
            Accepted,
            Event("id-3", FunctionRun.UrlEvent()),
            Accepted,
            Event("id-4", Batch("b")),
            Accepted
        );

        await _function.RunAsync(
            api.Address,
            (_, _) => Response.NoContent,
            telemetry => new QueueFunction((_, _) => Processed, telemetry)
        );

        _function
            .LineIds.Should()
            .Equal("batch_processed", "request_served", "request_served", "batch_processed");
        _function.Lines.Select(line => (bool)line["cold_start"]!).Should().Equal(true, false, false, false);
        _function.Lines[1]["messages"].Should().BeNull();
    }

    public void Dispose() => _function.Dispose();

    private Task<string> RunAsync(string json, Func<QueueMessage, MessageResult> process) =>
        RunAsync(json, (message, _) => process(message), headers: "");

    /// <returns>The body of the result.</returns>
    private async Task<string> RunAsync(
        string json,
        Func<QueueMessage, CancellationToken, MessageResult> process,
        string headers
    )
    {
        using var api = Scripted(Event("id-1", json, headers), Accepted);
        _hasEnded = await _function.RunAsync(
            api.Address,
            (_, _) => throw new InvalidOperationException("The event is not a request."),
            telemetry => new QueueFunction(
                (message, cancellationToken) =>
                {
                    _processed.Add(Encoding.UTF8.GetString(message.Body.Span));
                    return process(message, cancellationToken);
                },
                telemetry
            )
        );
        return api.Calls[1].Body;
    }

    /// <summary>The body of each message is its id.</summary>
    private static string Batch(params string[] ids) =>
        $$"""{"Records":[{{string.Join(',', ids.Select(id => Record(id)))}}]}""";

    private static string Record(string id, long sentAt = 1783711145766, int receiveCount = 1) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"messageId":"{{{id}}}","eventSource":"aws:sqs","body":"{{{id}}}","attributes":{"ApproximateReceiveCount":"{{{receiveCount}}}","SentTimestamp":"{{{sentAt}}}"}}"""
        );
}
