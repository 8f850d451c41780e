namespace Items.ColdStart.Tests;

public sealed class PercentilesTests
{
    [Fact]
    public void Need_no_order() =>
        Percentiles
            .Of(Enumerable.Range(0, 1001).Reverse().Select(it => (double)it))
            .Should()
            .Be(new Percentiles(P50: 500, P90: 900, P99: 990, Max: 1000));

    [Fact]
    public void Of_one_time_are_that_time() => Percentiles.Of([4]).Should().Be(new Percentiles(4, 4, 4, 4));

    [Fact]
    public void Of_nothing_are_nothing() => Percentiles.Of([]).Should().BeNull();
}
