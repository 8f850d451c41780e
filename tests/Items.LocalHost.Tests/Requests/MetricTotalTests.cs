using Items.LocalHost.Requests;

namespace Items.LocalHost.Tests.Requests;

public sealed class MetricTotalTests
{
    [Fact]
    public void A_percentile_has_an_error_of_one_percent()
    {
        var total = new MetricTotal("Latency", "Milliseconds");
        for (int value = 1; value <= 10_000; value++)
        {
            total.Add(value / 10.0);
        }

        total.Percentile(0.5).Should().BeApproximately(500, 5);
        total.Percentile(0.99).Should().BeApproximately(990, 10);
        total.Count.Should().Be(10_000);
        total.Sum.Should().BeApproximately(5_000_500, 0.1);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1e300)]
    public void A_value_out_of_range_is_counted_at_the_nearest_end(double value)
    {
        var total = new MetricTotal("Latency", "Milliseconds");

        total.Add(value);

        total.Percentile(0.5).Should().BeInRange(0, 3e7);
    }

    [Fact]
    public void A_number_that_is_too_large_is_ignored_so_that_the_totals_can_be_written_as_JSON()
    {
        var line = LogLine.Parse(
            """{"_aws":{"CloudWatchMetrics":[{"Metrics":[{"Name":"A"},{"Name":"B"}]}]},"A":1e999,"B":[1,1e999]}"""
        );

        var metric = line.Metrics.Should().ContainSingle().Subject;
        metric.Name.Should().Be("B");
        metric.Values.Should().Equal(1);
    }

    [Fact]
    public void A_function_with_random_metric_names_does_not_fill_the_memory()
    {
        var totals = new MetricTotals();

        for (int number = 0; number < 1_000; number++)
        {
            totals.Add(new MetricValue($"metric {number}", "Count", [1]));
        }

        totals.All.Should().HaveCount(100);
    }
}
