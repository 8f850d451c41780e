using Amazon.DynamoDBv2.Model;
using Items.Api.DynamoDb;

namespace Items.Api.Tests.DynamoDb;

public sealed class RetryTests
{
    [Fact]
    public async Task What_succeeds_is_called_once()
    {
        int calls = 0;

        int result = await Retry.RunAsync(_ => Task.FromResult(++calls), CancellationToken.None);

        (result, calls).Should().Be((1, 1));
    }

    [Fact]
    public async Task An_attempt_hears_whether_one_before_it_may_have_been_applied()
    {
        var heard = new List<bool>();
        var failures = new Queue<Exception?>([
            Throttled(),
            new IOException("The answer was lost."),
            Throttled(),
            null,
        ]);

        await Retry.RunAsync(
            (mayBeApplied, _) =>
            {
                heard.Add(mayBeApplied);
                return failures.Dequeue() is { } failure
                    ? Task.FromException<bool>(failure)
                    : Task.FromResult(true);
            },
            CancellationToken.None
        );

        heard.Should().Equal(false, false, true, true);
    }

    [Fact]
    public async Task A_failure_that_is_final_is_thrown_at_once()
    {
        int calls = 0;

        var run = () =>
            RunAsync(() => new ResourceNotFoundException($"attempt {++calls}"), CancellationToken.None);

        await run.Should().ThrowAsync<ResourceNotFoundException>();
        calls.Should().Be(1);
    }

    [Fact]
    public async Task After_the_last_attempt_its_failure_is_thrown()
    {
        int calls = 0;

        var run = () => RunAsync(() => Throttled($"attempt {++calls}"), CancellationToken.None, attempts: 3);

        (await run.Should().ThrowAsync<ProvisionedThroughputExceededException>()).WithMessage("attempt 3");
        calls.Should().Be(3);
    }

    [Fact]
    public async Task The_deadline_ends_the_wait_between_attempts()
    {
        using var deadline = new CancellationTokenSource();
        int calls = 0;

        var run = () =>
            RunAsync(
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

        await run.Should().ThrowAsync<Exception>();
        deadline.IsCancellationRequested.Should().BeTrue();
        calls.Should().BeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public async Task After_the_deadline_there_is_no_other_attempt()
    {
        using var deadline = new CancellationTokenSource();
        int calls = 0;

        var run = () =>
            Retry.RunAsync<int>(
                (_, token) =>
                {
                    calls++;
                    deadline.Cancel();
                    token.ThrowIfCancellationRequested();
                    return Task.FromResult(0);
                },
                deadline.Token
            );

        await run.Should().ThrowAsync<OperationCanceledException>();
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

    private static Task<int> RunAsync(Func<Exception> fail, CancellationToken deadline, int attempts = 5) =>
        Retry.RunAsync((_, _) => Task.FromException<int>(fail()), deadline, attempts);

    private static ProvisionedThroughputExceededException Throttled(string message = "Too much.") =>
        new(message) { ErrorCode = "ProvisionedThroughputExceededException" };
}
