using Amazon.DynamoDBv2.Model;
using NativeLambda.DynamoDb;

namespace NativeLambda.Tests.DynamoDb;

public sealed class RetryTests
{
    [Fact]
    public void What_succeeds_is_called_once()
    {
        int calls = 0;

        int result = Retry.Read(_ => ++calls, CancellationToken.None);

        (result, calls).Should().Be((1, 1));
    }

    [Fact]
    public void An_attempt_hears_whether_one_before_it_may_have_been_applied()
    {
        var heard = new List<bool>();
        var failures = new Queue<Exception?>([
            Throttled(),
            new IOException("The answer was lost."),
            Throttled(),
            null,
        ]);

        Retry.Write(
            (mayBeApplied, _) =>
            {
                heard.Add(mayBeApplied);
                return failures.Dequeue() is { } failure ? throw failure : true;
            },
            CancellationToken.None
        );

        heard.Should().Equal(false, false, true, true);
    }

    [Fact]
    public void A_failure_that_is_final_is_thrown_at_once()
    {
        int calls = 0;

        var run = () =>
            Run(() => new ResourceNotFoundException($"attempt {++calls}"), CancellationToken.None);

        run.Should().Throw<ResourceNotFoundException>();
        calls.Should().Be(1);
    }

    [Fact]
    public void After_the_last_attempt_its_failure_is_thrown()
    {
        int calls = 0;

        var run = () => Run(() => Throttled($"attempt {++calls}"), CancellationToken.None, attempts: 3);

        (run.Should().Throw<ProvisionedThroughputExceededException>()).WithMessage("attempt 3");
        calls.Should().Be(3);
    }

    [Fact]
    public void The_deadline_ends_the_wait_between_attempts()
    {
        using var deadline = new CancellationTokenSource();
        int calls = 0;

        var run = () =>
            Run(
                () =>
                {
                    // Cancelled when the failure has been judged: the wait is what it meets.
                    if (++calls == 3)
                    {
                        deadline.CancelAfter(TimeSpan.FromMilliseconds(1));
                    }

                    return Throttled();
                },
                deadline.Token,
                attempts: int.MaxValue
            );

        run.Should().Throw<Exception>();
        deadline.IsCancellationRequested.Should().BeTrue();
        calls.Should().BeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public void After_the_deadline_there_is_no_other_attempt()
    {
        using var deadline = new CancellationTokenSource();
        int calls = 0;

        var run = () =>
            Retry.Write<int>(
                (_, token) =>
                {
                    calls++;
                    deadline.Cancel();
                    token.ThrowIfCancellationRequested();
                    return 0;
                },
                deadline.Token
            );

        run.Should().Throw<OperationCanceledException>();
        calls.Should().Be(1);
    }

    [Theory]
    [InlineData(1, 50)]
    [InlineData(2, 100)]
    [InlineData(5, 800)]
    [InlineData(6, 1000)]
    [InlineData(100, 1000)]
    [InlineData(int.MaxValue, 1000)]
    public void Waits_double_up_to_a_second_and_are_spread_over_all_of_it(int attempt, int milliseconds)
    {
        Retry.Delay(attempt, jitter: 0).Should().Be(TimeSpan.Zero);
        Retry.Delay(attempt, jitter: 0.5).Should().Be(TimeSpan.FromMilliseconds(milliseconds / 2.0));
        Retry.Delay(attempt, jitter: 1).Should().Be(TimeSpan.FromMilliseconds(milliseconds));
    }

    private static int Run(Func<Exception> fail, CancellationToken deadline, int attempts = 5) =>
        Retry.Run<int>((_, _) => throw fail(), isWrite: false, deadline, attempts);

    private static ProvisionedThroughputExceededException Throttled(string message = "Too much.") =>
        new(message) { ErrorCode = "ProvisionedThroughputExceededException" };
}
