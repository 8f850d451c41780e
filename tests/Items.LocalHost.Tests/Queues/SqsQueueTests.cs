using Items.LocalHost.Queues;

namespace Items.LocalHost.Tests.Queues;

public sealed class SqsQueueTests : IDisposable
{
    private readonly TestQueues _queues = new();

    public void Dispose() => _queues.Dispose();

    [Fact]
    public async Task A_received_message_is_invisible_until_its_visibility_timeout_has_passed()
    {
        _queues.Work.Send(["a"]);

        var first = (await TestQueues.ReceiveAsync(_queues.Work)).Single();
        _queues.Clock.Advance(TestQueues.Visibility - TimeSpan.FromMilliseconds(1));
        (await TestQueues.ReceiveAsync(_queues.Work)).Should().BeEmpty();
        ShouldHave(_queues.Work, visible: 0, inFlight: 1);

        _queues.Clock.Advance(TimeSpan.FromMilliseconds(1));
        ShouldHave(_queues.Work, visible: 1, inFlight: 0);
        var second = (await TestQueues.ReceiveAsync(_queues.Work)).Single();

        second.Id.Should().Be(first.Id);
        (first.ReceiveCount, second.ReceiveCount).Should().Be((1, 2));
        second.FirstReceivedAt.Should().Be(first.FirstReceivedAt);
        second.ReceiptHandle.Should().NotBe(first.ReceiptHandle);
    }

    [Fact]
    public async Task Only_the_handle_of_the_last_receipt_deletes_a_message()
    {
        _queues.Work.Send(["a"]);
        var first = (await TestQueues.ReceiveAsync(_queues.Work)).Single();
        _queues.Clock.Advance(TestQueues.Visibility);
        var second = (await TestQueues.ReceiveAsync(_queues.Work)).Single();

        _queues.Work.Delete([first.ReceiptHandle]);
        ShouldHave(_queues.Work, visible: 0, inFlight: 1);
        _queues.Work.Delete([second.ReceiptHandle]);

        ShouldHave(_queues.Work, visible: 0, inFlight: 0);
    }

    [Fact]
    public async Task A_message_that_was_received_too_often_becomes_a_dead_letter_with_the_same_id_body_and_attributes()
    {
        var sent = _queues.Work.Send(["a"]).Single();

        await _queues.MoveToDeadLettersAsync();

        ShouldHave(_queues.Work, visible: 0, inFlight: 0);
        var dead = (await TestQueues.ReceiveAsync(_queues.Dead)).Single();
        (dead.Id, dead.Body, dead.SentAt).Should().Be((sent.Id, sent.Body, sent.SentAt));
        dead.FirstReceivedAt.Should().Be(sent.SentAt);
        dead.Attributes["ApproximateReceiveCount"].Should().Be("3", "it is counted on");
        dead.Attributes["DeadLetterQueueSourceArn"].Should().Be("arn:aws:sqs:us-east-1:123456789012:work");
    }

    [Fact]
    public async Task A_redriven_message_is_a_new_one_in_its_first_queue()
    {
        var sent = _queues.Work.Send(["a", "b"]);
        await _queues.MoveToDeadLettersAsync();

        _queues.Store.Redrive(_queues.Dead).Should().Be(2);

        ShouldHave(_queues.Dead, visible: 0, inFlight: 0);
        var again = await TestQueues.ReceiveAsync(_queues.Work);
        again.Select(message => message.Body).Should().Equal("a", "b");
        again
            .Should()
            .OnlyContain(message => message.ReceiveCount == 1 && message.SentAt == _queues.Clock.GetUtcNow());
        again.Select(message => message.Id).Should().NotIntersectWith(sent.Select(message => message.Id));
    }

    [Fact]
    public async Task The_retention_of_a_dead_letter_counts_from_when_it_was_sent()
    {
        _queues.Work.Send(["a"]);
        await _queues.MoveToDeadLettersAsync();
        var age = 3 * TestQueues.Visibility;

        _queues.Clock.Advance((2 * TestQueues.Retention) - age - TimeSpan.FromSeconds(1));
        ShouldHave(_queues.Dead, visible: 1, inFlight: 0);
        _queues.Clock.Advance(TimeSpan.FromSeconds(1));

        ShouldHave(_queues.Dead, visible: 0, inFlight: 0);
        _queues.Store.Redrive(_queues.Dead).Should().Be(0);
        (await TestQueues.ReceiveAsync(_queues.Dead)).Should().BeEmpty();
    }

    [Fact]
    public async Task Messages_whose_receipt_cannot_be_stored_stay_visible()
    {
        using var journal = new BrokenJournal();
        using var queues = new TestQueues(journal.FilePath);
        queues.Work.Send([BrokenJournal.LargeBody, "b"]);
        journal.Break();

        var receive = () => TestQueues.ReceiveAsync(queues.Work);

        await receive.Should().ThrowAsync<IOException>();
        journal.Repair();
        (await receive()).Select(message => message.ReceiveCount).Should().Equal(1, 1);
    }

    [Fact]
    public async Task A_waiting_receiver_gets_a_message_as_soon_as_it_is_sent()
    {
        var waiting = _queues.Work.ReceiveAsync(
            maximum: 10,
            TestQueues.Visibility,
            wait: TimeSpan.FromSeconds(20),
            CancellationToken.None
        );
        waiting.IsCompleted.Should().BeFalse();

        _queues.Work.Send(["a"]);

        (await waiting.WaitAsync(TimeSpan.FromMinutes(1))).Should().ContainSingle();
    }

    [Fact]
    public async Task A_waiting_receiver_gets_a_message_as_soon_as_it_becomes_visible()
    {
        _queues.Work.Send(["a"]);
        await TestQueues.ReceiveAsync(_queues.Work);
        var waiting = _queues.Work.ReceiveAsync(
            maximum: 10,
            TestQueues.Visibility,
            wait: 2 * TestQueues.Visibility,
            CancellationToken.None
        );

        _queues.Clock.Advance(TestQueues.Visibility);

        (await waiting.WaitAsync(TimeSpan.FromMinutes(1))).Should().ContainSingle();
    }

    [Fact]
    public async Task A_waiting_receiver_gets_nothing_when_no_message_arrives_in_time()
    {
        var waiting = _queues.Work.ReceiveAsync(
            maximum: 10,
            TestQueues.Visibility,
            wait: TimeSpan.FromSeconds(20),
            CancellationToken.None
        );

        _queues.Clock.Advance(TimeSpan.FromSeconds(20));

        (await waiting.WaitAsync(TimeSpan.FromMinutes(1))).Should().BeEmpty();
    }

    [Fact]
    public async Task Concurrent_receivers_get_each_message_once()
    {
        _queues.Work.Send(Enumerable.Range(0, 200).Select(number => $"{number}"));

        var received = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ => Task.Run(() => TestQueues.ReceiveAsync(_queues.Work, maximum: 10)))
        );

        received
            .SelectMany(batch => batch)
            .Select(message => message.Body)
            .Should()
            .HaveCount(200)
            .And.OnlyHaveUniqueItems();
    }

    [Fact]
    public void Clearing_deletes_the_messages_of_all_queues()
    {
        _queues.Work.Send(["a"]);
        _queues.Dead.Send(["b"]);

        _queues.Store.Clear();

        ShouldHave(_queues.Work, visible: 0, inFlight: 0);
        ShouldHave(_queues.Dead, visible: 0, inFlight: 0);
    }

    private static void ShouldHave(SqsQueue queue, int visible, int inFlight)
    {
        var state = queue.State();
        (state.Visible, state.InFlight).Should().Be((visible, inFlight));
    }
}
