using NativeLambda.Aws;
using NativeLambda.DynamoDb;
using NativeLambda.Http;

namespace NativeLambda.Tests.DynamoDb;

public sealed class RetryTests
{
    [Fact]
    public void A_call_that_succeeds_is_made_once()
    {
        int calls = 0;

        int result = Retry.Read(_ => ++calls, CancellationToken.None);

        (result, calls).Should().Be((1, 1));
    }

    [Fact]
    public void An_attempt_receives_whether_an_earlier_one_may_have_been_applied()
    {
        var received = new List<bool>();
        var failures = new Queue<Exception?>([
            Throttled(),
            new IOException("The response was lost."),
            Throttled(),
            null,
        ]);

        Retry.Write(
            (mayBeApplied, _) =>
            {
                received.Add(mayBeApplied);
                return failures.Dequeue() is { } failure ? throw failure : true;
            },
            CancellationToken.None
        );

        received.Should().Equal(false, false, true, true);
    }

    [Fact]
    public void A_permanent_error_is_thrown_without_another_attempt()
    {
        int calls = 0;

        var run = () =>
            Run(() => new InvalidOperationException($"attempt {++calls}"), CancellationToken.None);

        run.Should().Throw<InvalidOperationException>();
        calls.Should().Be(1);
    }

    [Fact]
    public void The_error_of_the_last_attempt_is_thrown()
    {
        int calls = 0;

        var run = () => Run(() => Throttled($"attempt {++calls}"), CancellationToken.None, attempts: 3);

        run.Should().Throw<AwsServiceException>().WithMessage("attempt 3");
        calls.Should().Be(3);
    }

    [Fact]
    public void A_cancellation_during_the_delay_ends_the_attempts()
    {
        using var cancellation = new CancellationTokenSource();
        int calls = 0;

        var run = () =>
            Run(
                () =>
                {
                    // Cancelled after the error was classified, during the delay.
                    if (++calls == 3)
                    {
                        cancellation.CancelAfter(TimeSpan.FromMilliseconds(1));
                    }

                    return Throttled();
                },
                cancellation.Token,
                attempts: int.MaxValue
            );

        run.Should().Throw<Exception>();
        cancellation.IsCancellationRequested.Should().BeTrue();
        calls.Should().BeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public void After_the_cancellation_no_further_attempt_is_made()
    {
        using var cancellation = new CancellationTokenSource();
        int calls = 0;

        var run = () =>
            Retry.Read<int>(
                token =>
                {
                    calls++;
                    cancellation.Cancel();
                    token.ThrowIfCancellationRequested();
                    return 0;
                },
                cancellation.Token
            );

        run.Should().Throw<OperationCanceledException>();
        calls.Should().Be(1);
    }

    [Fact]
    public void A_write_whose_token_is_cancelled_before_it_was_not_applied()
    {
        int calls = 0;

        var write = () => Retry.Write<int>((_, _) => ++calls, new CancellationToken(canceled: true));

        write.Should().Throw<OperationCanceledException>();
        calls.Should().Be(0);
    }

    [Theory]
    [InlineData(1, 50)]
    [InlineData(2, 100)]
    [InlineData(5, 800)]
    [InlineData(6, 1000)]
    [InlineData(100, 1000)]
    [InlineData(int.MaxValue, 1000)]
    public void Delays_double_up_to_one_second_and_the_jitter_scales_them_down_to_zero(
        int attempt,
        int milliseconds
    )
    {
        Backoff.Delay(attempt, jitter: 0).Should().Be(TimeSpan.Zero);
        Backoff.Delay(attempt, jitter: 0.5).Should().Be(TimeSpan.FromMilliseconds(milliseconds / 2.0));
        Backoff.Delay(attempt, jitter: 1).Should().Be(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Fact]
    public void A_write_whose_last_attempt_has_no_response_ends_with_an_unknown_outcome()
    {
        int calls = 0;

        var write = () =>
            Retry.Write<int>((_, _) => throw new IOException($"attempt {++calls}"), CancellationToken.None);

        write.Should().Throw<OutcomeUnknownException>().WithInnerException<IOException>();
        calls.Should().Be(5);
    }

    [Fact]
    public void A_write_that_was_throttled_after_a_lost_response_ends_with_an_unknown_outcome()
    {
        int calls = 0;

        var write = () =>
            Retry.Write<int>(
                (_, _) => throw (++calls == 1 ? new IOException("lost") : Throttled()),
                CancellationToken.None
            );

        write.Should().Throw<OutcomeUnknownException>();
    }

    [Fact]
    public void A_write_that_fails_permanently_after_a_lost_response_ends_with_an_unknown_outcome()
    {
        int calls = 0;

        var write = () =>
            Retry.Write<int>(
                (_, _) =>
                    throw (
                        ++calls == 1 ? new IOException("lost") : new InvalidOperationException("no table")
                    ),
                CancellationToken.None
            );

        write.Should().Throw<OutcomeUnknownException>().WithInnerException<InvalidOperationException>();
        calls.Should().Be(2);
    }

    [Fact]
    public void A_process_that_must_end_after_a_lost_response_ends_with_an_unknown_outcome()
    {
        int calls = 0;

        var write = () =>
            Retry.Write<int>(
                (_, _) =>
                    throw (++calls == 1 ? new IOException("lost") : new ProcessMustEndException("expired")),
                CancellationToken.None
            );

        write.Should().Throw<ProcessMustEndException>().WithInnerException<OutcomeUnknownException>();
    }

    [Fact]
    public void A_write_that_was_only_throttled_was_not_applied()
    {
        var write = () => Retry.Write<int>((_, _) => throw Throttled(), CancellationToken.None);

        write.Should().Throw<AwsServiceException>();
    }

    [Fact]
    public void An_unknown_outcome_is_not_repeated()
    {
        int calls = 0;

        var write = () =>
            Retry.Write<int>(
                (_, _) => throw new OutcomeUnknownException($"attempt {++calls}", new IOException()),
                CancellationToken.None
            );

        write.Should().Throw<OutcomeUnknownException>().WithMessage("attempt 1");
        calls.Should().Be(1);
    }

    [Fact]
    public void Conflicts_of_transactions_do_not_count_as_attempts()
    {
        int calls = 0;
        var conflict = new CancelledTransactionException(
            "conflict",
            400,
            [new CancelledWrite("TransactionConflict")]
        );

        int result = Retry.Write((_, _) => ++calls < 8 ? throw conflict : calls, CancellationToken.None);

        result.Should().Be(8);
    }

    private static int Run(Func<Exception> fail, CancellationToken cancellationToken, int attempts = 5) =>
        Attempts.Run<int>(
            _ => throw fail(),
            Retry.RepetitionAfter,
            TimeSpan.FromSeconds(1),
            cancellationToken,
            attempts
        );

    private static AwsServiceException Throttled(string message = "throttled") =>
        new("ProvisionedThroughputExceededException", message, 400);
}
