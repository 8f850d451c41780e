using Items.Api.Ingestion;
using NativeLambda.Aws;

namespace Items.Api.Tests.Ingestion;

public sealed class WriteRateTests
{
    private static readonly AwsServiceException Throttled = new("ThrottlingException", "Slow down.", 400);

    [Fact]
    public void Errors_double_the_pause_before_the_next_write_and_successes_end_it_step_by_step()
    {
        var rate = new WriteRate();
        int attempts = 0;

        rate.Run(() => ++attempts < 4 ? throw Throttled : attempts, CancellationToken.None).Should().Be(4);

        // 20, 40 and 80 ms, then a quarter less.
        rate.Pause.Should().Be(TimeSpan.FromMilliseconds(60));
        for (int i = 0; i < 5; i++)
        {
            rate.Run(() => 0, CancellationToken.None);
        }

        rate.Pause.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void A_permanent_error_is_not_repeated()
    {
        int attempts = 0;

        FluentActions
            .Invoking(() =>
                new WriteRate().Run<int>(
                    () =>
                    {
                        attempts++;
                        throw new InvalidOperationException();
                    },
                    CancellationToken.None
                )
            )
            .Should()
            .Throw<InvalidOperationException>();
        attempts.Should().Be(1);
    }

    [Fact]
    public void The_last_error_is_thrown_when_the_time_is_over()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        FluentActions
            .Invoking(() => new WriteRate().Run<int>(() => throw Throttled, timeout.Token))
            .Should()
            .Throw<AwsServiceException>();
        timeout.IsCancellationRequested.Should().BeTrue();
    }
}
