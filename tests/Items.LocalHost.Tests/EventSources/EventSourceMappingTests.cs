using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Items.LocalHost.EventSources;
using Items.LocalHost.Lambda;
using Items.LocalHost.Template;
using Items.LocalHost.Tests.Queues;

namespace Items.LocalHost.Tests.EventSources;

public sealed class EventSourceMappingTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly TestQueues _queues = new();
    private readonly LineRecorder _terminal = new();
    private readonly LineRecorder _errors = new();
    private readonly BlockingCollection<Invocation> _invocations = [];
    private readonly ConcurrentQueue<Invocation> _all = [];
    private EventSourceMapping? _mapping;

    public async ValueTask DisposeAsync()
    {
        if (_mapping is not null)
        {
            var end = _mapping.DisposeAsync().AsTask();
            await Wait.UntilAsync(
                "the batches that the test did not respond to are complete",
                () =>
                {
                    _all.ToList().ForEach(invocation => Respond(invocation, "{}"));
                    return end.IsCompleted;
                }
            );
        }

        _errors.All.Should().BeEmpty();
        _queues.Dispose();
        _invocations.Dispose();
        await _terminal.DisposeAsync();
        await _errors.DisposeAsync();
    }

    [Fact]
    public void The_event_has_the_messages_in_Lambdas_format()
    {
        Start();
        var sent = _queues.Work.Send(["""{"n":1,"t":"ü"}"""]).Single();

        var records = Records(Next());

        var record = records.Should().ContainSingle().Which!.AsObject();
        string handle = (string)record["receiptHandle"]!;
        handle.Should().NotBeEmpty();
        record
            .ToJsonString()
            .Should()
            .Be(
                new JsonObject
                {
                    ["messageId"] = sent.Id,
                    ["receiptHandle"] = handle,
                    ["body"] = """{"n":1,"t":"ü"}""",
                    ["attributes"] = new JsonObject
                    {
                        ["ApproximateReceiveCount"] = "1",
                        ["SentTimestamp"] = "1795284000000",
                        ["SenderId"] = "AIDACKCEVSQ6C2EXAMPLE",
                        ["ApproximateFirstReceiveTimestamp"] = "1795284000000",
                    },
                    ["messageAttributes"] = new JsonObject(),
                    ["md5OfBody"] = "60cd16250deb8df9bff6f62461ae058f",
                    ["eventSource"] = "aws:sqs",
                    ["eventSourceARN"] = "arn:aws:sqs:us-east-1:123456789012:work",
                    ["awsRegion"] = "us-east-1",
                }.ToJsonString()
            );
    }

    [Fact]
    public async Task The_messages_that_the_function_does_not_name_are_deleted_and_the_others_come_again()
    {
        Start();
        var sent = _queues.Work.Send(["a", "b", "c"]);

        Respond(Next(), Failures(sent[1].Id));
        await WaitUntilKeptAsync(1);
        await _terminal.WaitForAsync(line =>
            line.Contains(" 207 ") && line.Contains("SQS     work, 3 messages")
        );
        _invocations.Should().BeEmpty("the message is invisible");
        _queues.Clock.Advance(TestQueues.Visibility);
        await AdvanceUntilInvokedAsync();

        var again = Records(Next()).Should().ContainSingle().Which!;
        ((string?)again["body"]).Should().Be("b");
        ((string?)again["attributes"]!["ApproximateReceiveCount"]).Should().Be("2");
    }

    [Fact]
    public async Task A_message_that_fails_too_often_becomes_a_dead_letter()
    {
        Start();
        var sent = _queues.Work.Send(["a"]).Single();

        Respond(Next(), Failures(sent.Id));
        await CompletedAsync(1);
        _queues.Clock.Advance(TestQueues.Visibility);
        await AdvanceUntilInvokedAsync();
        Respond(Next(), Failures(sent.Id));
        await CompletedAsync(2);
        _queues.Clock.Advance(TestQueues.Visibility);
        await AdvanceUntilAsync("the message is a dead letter", () => _queues.Dead.State().Visible == 1);
        _queues.Work.State().InFlight.Should().Be(0);
        _invocations.Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"unknown"}]}""")]
    [InlineData("not JSON")]
    public async Task After_an_invalid_response_all_messages_come_again(string response)
    {
        Start();
        _queues.Work.Send(["a", "b"]);

        Respond(Next(), response);
        await CompletedAsync(1);
        _queues.Work.State().InFlight.Should().Be(2);
        _queues.Clock.Advance(TestQueues.Visibility);
        await AdvanceUntilInvokedAsync();

        Records(Next()).Should().HaveCount(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_an_error_of_the_function_all_messages_come_again(bool reportsFailures)
    {
        Start(settings => settings with { ReportsFailures = reportsFailures });
        _queues.Work.Send(["a", "b"]);

        Next().Fail("Runtime.ExitError", "the process exited");
        await _terminal.WaitForAsync(line =>
            line.Contains(" 500 ") && line.EndsWith("2 of 2 failed: the process exited")
        );
        _queues.Clock.Advance(TestQueues.Visibility);
        await AdvanceUntilInvokedAsync();

        Records(Next()).Should().HaveCount(2);
    }

    [Fact]
    public async Task Without_FunctionResponseTypes_the_response_is_ignored()
    {
        Start(settings => settings with { ReportsFailures = false });
        var sent = _queues.Work.Send(["a"]).Single();

        Respond(Next(), Failures(sent.Id));

        await WaitUntilKeptAsync(0);
    }

    [Fact]
    public async Task Not_more_batches_than_MaximumConcurrency_are_in_process()
    {
        Start(settings => settings with { BatchSize = 1, MaximumConcurrency = 2 });
        _queues.Work.Send(["a", "b", "c"]);

        var first = Next();
        Next();
        _queues.Work.State().Visible.Should().Be(1);
        _invocations.Should().BeEmpty();
        Respond(first, "{}");

        Records(Next()).Should().HaveCount(1);
        await WaitUntilKeptAsync(2);
    }

    [Fact]
    public void A_batch_has_at_most_BatchSize_messages()
    {
        Start(settings => settings with { BatchSize = 2 });
        _queues.Work.Send(["a", "b", "c"]);

        new[] { Records(Next()).Count, Records(Next()).Count }.Should().BeEquivalentTo([2, 1]);
    }

    [Fact]
    public async Task Messages_are_collected_until_the_window_has_passed_since_the_first_one()
    {
        Start(settings => settings with { Window = TimeSpan.FromSeconds(5) });
        _queues.Work.Send(["a"]);
        await Wait.UntilAsync("the first message is received", () => _queues.Work.State().InFlight == 1);
        _queues.Clock.Advance(TimeSpan.FromSeconds(4));
        _queues.Work.Send(["b"]);
        await Wait.UntilAsync("the second message is received", () => _queues.Work.State().InFlight == 2);
        _invocations.Should().BeEmpty();

        await AdvanceUntilInvokedAsync();

        Records(Next()).Should().HaveCount(2);
    }

    [Fact]
    public void A_full_batch_does_not_wait_for_the_window()
    {
        Start(settings => settings with { BatchSize = 2, Window = TimeSpan.FromSeconds(5) });

        _queues.Work.Send(["a", "b"]);

        Records(Next()).Should().HaveCount(2);
    }

    [Fact]
    public async Task Messages_that_are_too_large_for_one_event_are_in_several()
    {
        Start();
        string body = new('x', 1_000_000);
        _queues.Work.Send(Enumerable.Repeat(body, 10));

        var first = Next();
        Records(first).Should().HaveCount(5);
        first.Event.Length.Should().BeLessThan(RuntimeApi.MaximumPayload);
        Respond(first, "{}");
        Respond(Next(), "{}");

        await WaitUntilKeptAsync(0);
    }

    [Fact]
    public async Task At_the_end_of_the_host_running_batches_finish_and_no_other_begins()
    {
        Start();
        _queues.Work.Send(["a"]);
        var running = Next();

        var end = _mapping!.DisposeAsync().AsTask();
        _queues.Work.Send(["b"]);
        end.IsCompleted.Should().BeFalse();
        Respond(running, "{}");
        await end.WaitAsync(Limit);

        _mapping = null;
        _invocations.Should().BeEmpty();
        _queues.Work.Messages.Select(message => message.Body).Should().Equal("b");
    }

    [Fact]
    public async Task After_an_error_of_the_queue_its_messages_are_received_again()
    {
        using var journal = new BrokenJournal();
        using var queues = new TestQueues(journal.FilePath);
        using var errors = new LineRecorder();
        queues.Work.Send([BrokenJournal.LargeBody]);
        journal.Break();

        Start(queues: queues, errors: errors);
        await errors.WaitForAsync(line => line.StartsWith("error: the queue work cannot be read: "));
        journal.Repair();
        await Wait.UntilAsync(
            "the message is processed",
            () =>
            {
                queues.Clock.Advance(TimeSpan.FromSeconds(1));
                _all.ToList().ForEach(invocation => Respond(invocation, "{}"));
                return queues.Work.State() is { Visible: 0, InFlight: 0 };
            }
        );

        await _mapping!.DisposeAsync();
        _mapping = null;
    }

    private void Start(
        Func<QueueEventSettings, QueueEventSettings>? with = null,
        TestQueues? queues = null,
        LineRecorder? errors = null
    )
    {
        queues ??= _queues;
        var settings = new QueueEventSettings(
            TestQueues.Settings[0],
            BatchSize: 10,
            Window: TimeSpan.Zero,
            ReportsFailures: true,
            MaximumConcurrency: null
        );
        _mapping = new EventSourceMapping(
            with?.Invoke(settings) ?? settings,
            queues.Work,
            invocation =>
            {
                _all.Enqueue(invocation);
                _invocations.Add(invocation);
                return invocation.Result;
            },
            TestRequestLog.Create(_terminal),
            errors ?? _errors,
            queues.Clock
        );
    }

    private Invocation Next() =>
        _invocations.TryTake(out var invocation, Limit)
            ? invocation
            : throw new TimeoutException("The function was not invoked.");

    private static void Respond(Invocation invocation, string response) =>
        invocation.Respond(Encoding.UTF8.GetBytes(response));

    private static string Failures(string id) => $$"""{"batchItemFailures":[{"itemIdentifier":"{{id}}"}]}""";

    private static JsonArray Records(Invocation invocation) =>
        JsonNode.Parse(invocation.Event.Span)!["Records"]!.AsArray();

    /// <summary>Waits until this many batches are complete.</summary>
    private Task<string> CompletedAsync(int batches) =>
        _terminal.WaitForAsync(_ => _terminal.All.Count == batches);

    /// <summary>Waits until the queue has this many messages.</summary>
    private Task WaitUntilKeptAsync(int messages) =>
        Wait.UntilAsync(
            $"the queue has {messages} messages",
            () => _queues.Work.State() is var state && state.Visible + state.InFlight == messages
        );

    /// <summary>
    /// Advances the clock in small steps: the timer of a receive that began at the same time as another advance is due later.
    /// </summary>
    private Task AdvanceUntilAsync(string state, Func<bool> condition) =>
        Wait.UntilAsync(
            state,
            () =>
            {
                _queues.Clock.Advance(TimeSpan.FromSeconds(0.1));
                return condition();
            }
        );

    private Task AdvanceUntilInvokedAsync() =>
        AdvanceUntilAsync("the function is invoked", () => _invocations.Count > 0);
}
