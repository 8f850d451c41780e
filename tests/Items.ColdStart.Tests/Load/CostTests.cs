using Items.ColdStart.Load;

namespace Items.ColdStart.Tests.Load;

public sealed class CostTests
{
    [Fact]
    public void Follows_from_the_price_list_of_AWS()
    {
        // 10,000 times 100 ms at 1 GB are 1000 GB-seconds.
        var cost = Cost.Of(billed: 700, invocations: 7, memory: 1024, Prices.UsEast1X86);

        cost.Should().Be(new Cost(Compute: 0.0166667m, Requests: 0.002m, Gateway: 0.01m));
        cost.Sum.Should().Be(0.0286667m);
    }

    [Fact]
    public void Grows_with_memory_and_with_each_price()
    {
        var prices = new Prices(GbSecond: 1, Requests: 300, Gateway: 500);

        Cost.Of(billed: 2, invocations: 4, memory: 512, prices)
            .Should()
            .Be(new Cost(Compute: 2.5m, Requests: 3m, Gateway: 5m));
    }

    [Theory]
    [InlineData(0.2, 0, 1)]
    [InlineData(5.0, 0, 5)]
    [InlineData(5.1, 0, 6)]
    [InlineData(5.0, 6.1, 12)]
    [InlineData(5.5, 6.5, 12)]
    public void Bills_whole_milliseconds_and_init_with_them(double total, double init, long billed) =>
        Cost.BilledMilliseconds(total, init).Should().Be(billed);
}
