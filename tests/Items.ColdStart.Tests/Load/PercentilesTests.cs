using Items.ColdStart.Load;

namespace Items.ColdStart.Tests.Load;

public sealed class PercentilesTests
{
    [Fact]
    public void Are_times_that_were_measured() =>
        Percentiles
            .Of(Enumerable.Range(1, 1000).Reverse().Select(it => (double)it))
            .Should()
            .Be(new Percentiles(P50: 500, P90: 900, P99: 990, Max: 1000));

    [Fact]
    public void Of_few_times_are_never_better_than_the_rank_says() =>
        Percentiles.Of([3, 1, 2]).Should().Be(new Percentiles(P50: 2, P90: 3, P99: 3, Max: 3));

    [Fact]
    public void Of_one_time_are_that_time() => Percentiles.Of([4]).Should().Be(new Percentiles(4, 4, 4, 4));

    [Fact]
    public void Of_nothing_are_nothing() => Percentiles.Of([]).Should().BeNull();
}
