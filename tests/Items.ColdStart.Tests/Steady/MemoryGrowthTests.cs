using Items.ColdStart.Sandboxes;
using Items.ColdStart.Steady;

namespace Items.ColdStart.Tests.Steady;

public sealed class MemoryGrowthTests
{
    [Fact]
    public void A_heap_that_grows_only_at_first_is_no_growth()
    {
        var growth = GrowthOf(
            200_000,
            sample => sample < 4 ? 20_000 + (sample * 10_000) : 60_000 + (sample % 2)
        );

        growth.Verdict.Should().Be(Verdict.NoGrowth);
        growth.Slope.Should().BeApproximately(0, 5);
    }

    [Fact]
    public void One_object_kept_for_each_call_is_growth()
    {
        // 24 bytes for each of 10,000 calls.
        var growth = GrowthOf(200_000, sample => 60_000 + (sample * 240_000 / 1024));

        growth.Verdict.Should().Be(Verdict.Growth);
        growth.Slope.Should().BeApproximately(2_343, 5);
    }

    [Fact]
    public void Noise_above_the_limit_is_unclear()
    {
        var growth = GrowthOf(200_000, sample => 60_000 + (sample % 3 * 5_000));

        growth.Verdict.Should().Be(Verdict.Unclear);
        growth.Error.Should().BeGreaterThan(MemoryGrowth.Limit / 2);
    }

    [Fact]
    public void Growth_in_few_calls_is_unclear() =>
        GrowthOf(20_000, sample => 60_000 + (sample * 1_000)).Verdict.Should().Be(Verdict.Unclear);

    [Fact]
    public void Trend_is_the_line_of_least_squares()
    {
        // Anscombe's first set: https://doi.org/10.2307/2682899
        double[] x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
        double[] y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];

        var trend = Trend.Of([.. x.Zip(y)]);

        trend.Slope.Should().BeApproximately(0.5001, 0.0001);
        trend.Error.Should().BeApproximately(0.1179, 0.0001);
    }

    [Fact]
    public void Memory_is_read_from_what_the_kernel_writes() =>
        ProcessMemory
            .Parse(
                """
                562f19cda000-7fffb43bc000 ---p 00000000 00:00 0                          [rollup]
                Rss:                1756 kB
                Pss:                 285 kB
                Pss_Anon:            116 kB
                Anonymous:           110 kB
                """
            )
            .Should()
            .Be(new ProcessMemory(Rss: 1756, Pss: 285, Anonymous: 110));

    [Theory]
    [InlineData(new double[] { 90, 100, 110, 100, 100 }, 100.0)]
    [InlineData(new double[] { 200, 200, 0, 0, 0 }, null)]
    [InlineData(new double[] { 100, 100, -900, 100, 100 }, null)]
    [InlineData(new double[] { 100, 100, 100, 100, 60 }, null)]
    public void Allocation_is_known_only_when_memory_grew_evenly(double[] parts, double? mean) =>
        AllocationMeter.MeanOfEven(parts).Should().Be(mean);

    /// <param name="rss">KiB, for the samples from 1 to 20.</param>
    private static MemoryGrowth GrowthOf(int calls, Func<int, long> rss) =>
        MemoryGrowth.Of([
            .. Enumerable
                .Range(1, 20)
                .Select(sample => new MemorySample(
                    calls / 20 * sample,
                    new ProcessMemory(rss(sample), 0, 0)
                )),
        ]);
}
