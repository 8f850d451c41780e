using Items.LocalHost.Queues;

namespace Items.LocalHost.Tests.Queues;

public sealed class QueueJournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string JournalFile => _folder.PathTo("items.db.queues");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Messages_and_how_often_they_were_received_survive_a_restart_and_all_are_visible_then()
    {
        using (var before = new TestQueues(JournalFile))
        {
            before.Work.Send(["deleted", "received ü\n\"", "new"]);
            var received = await TestQueues.ReceiveAsync(before.Work, maximum: 2);
            before.Work.Delete([received[0].ReceiptHandle]);
        }

        using var after = new TestQueues(JournalFile);
        var messages = await TestQueues.ReceiveAsync(after.Work);

        messages
            .Select(message => (message.Body, message.ReceiveCount))
            .Should()
            .Equal(("received ü\n\"", 2), ("new", 1));
    }

    [Fact]
    public async Task Dead_letters_and_redriven_messages_survive_a_restart()
    {
        using (var first = new TestQueues(JournalFile))
        {
            first.Work.Send(["a"]);
            await first.MoveToDeadLettersAsync();
        }

        using (var second = new TestQueues(JournalFile))
        {
            second.Work.State().Visible.Should().Be(0);
            second.Store.Redrive(second.Dead).Should().Be(1);
        }

        using var third = new TestQueues(JournalFile);
        (third.Work.State().Visible, third.Dead.State().Visible).Should().Be((1, 0));
    }

    [Fact]
    public void Half_of_a_last_line_is_left_out_and_further_messages_are_kept()
    {
        using (var before = new TestQueues(JournalFile))
        {
            before.Work.Send(["a", "b"]);
        }

        // As if the host had ended while it wrote the line of b.
        using (var file = File.OpenWrite(JournalFile))
        {
            file.SetLength(file.Length - 10);
        }

        using (var repaired = new TestQueues(JournalFile))
        {
            repaired.Work.State().Visible.Should().Be(1);
            repaired.Work.Send(["c"]);
        }

        using var after = new TestQueues(JournalFile);
        after.Store.Queues[0].Messages.Select(message => message.Body).Should().Equal("a", "c");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"put":{"id":"a"}}""")]
    public void A_damaged_line_is_an_error_with_its_number(string line)
    {
        File.WriteAllText(JournalFile, $"{{}}\n{line}\n{{}}\n");

        OpenError().Should().Be($"line 2 of {JournalFile} is damaged; delete the line or the file");
    }

    [Fact]
    public void Messages_of_a_queue_that_is_not_in_the_template_are_an_error()
    {
        using (var before = new TestQueues(JournalFile))
        {
            before.Dead.Send(["a"]);
        }

        var open = () => QueueStore.Open([TestQueues.Settings[0]], JournalFile, TimeProvider.System);

        open.Should()
            .Throw<HostError>()
            .WithMessage(
                $"{JournalFile} has messages of the queue dead, which the template does not have; *"
            );
    }

    [Fact]
    public void A_second_host_cannot_use_the_file()
    {
        using var first = new TestQueues(JournalFile);

        OpenError().Should().StartWith($"cannot keep the queues in {JournalFile}: ");
    }

    [Fact]
    public async Task The_file_does_not_keep_what_was_deleted()
    {
        string body = new('x', 1_000_000);
        using var queues = new TestQueues(JournalFile);
        for (int message = 0; message < 100; message++)
        {
            queues.Work.Send([body]);
            queues.Work.Delete(
                (await TestQueues.ReceiveAsync(queues.Work)).Select(received => received.ReceiptHandle)
            );
        }

        new FileInfo(JournalFile).Length.Should().BeLessThan(70_000_000, "100 MB were sent");
    }

    private string OpenError()
    {
        var open = () => new TestQueues(JournalFile);
        return open.Should().Throw<HostError>().Which.Message;
    }
}
