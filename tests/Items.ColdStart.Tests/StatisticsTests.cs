namespace Items.ColdStart.Tests;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.1, 1.4)]
    [InlineData(0.5, 3)]
    [InlineData(0.9, 4.6)]
    [InlineData(1, 5)]
    public void A_quantile_lies_between_the_two_nearest_values(double quantile, double expected) =>
        Statistics.QuantileOfSorted([1, 2, 3, 4, 5], quantile).Should().BeApproximately(expected, 1e-9);

    [Fact]
    public void Percentiles_need_no_order() =>
        Percentiles
            .Of(Enumerable.Range(0, 1001).Reverse().Select(it => (double)it))
            .Should()
            .Be(new Percentiles(P50: 500, P90: 900, P99: 990, Max: 1000));

    [Fact]
    public void One_value_is_each_of_its_quantiles()
    {
        Summary.Of([7.5]).Should().Be(new Summary(7.5, 7.5, 7.5));
        Percentiles.Of([4]).Should().Be(new Percentiles(4, 4, 4, 4));
    }

    [Fact]
    public void Nothing_has_no_quantile()
    {
        FluentActions.Invoking(() => Summary.Of([])).Should().Throw<ArgumentException>();
        Percentiles.Of([]).Should().BeNull();
    }
}
