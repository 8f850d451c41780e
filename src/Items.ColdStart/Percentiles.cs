namespace Items.ColdStart;

/// <summary>Of some measured times, in milliseconds.</summary>
internal sealed record Percentiles(double P50, double P90, double P99, double Max)
{
    /// <returns>Null when nothing was measured.</returns>
    public static Percentiles? Of(IEnumerable<double> times)
    {
        double[] sorted = [.. times.Order()];
        return sorted is []
            ? null
            : new Percentiles(
                Statistics.QuantileOfSorted(sorted, 0.5),
                Statistics.QuantileOfSorted(sorted, 0.9),
                Statistics.QuantileOfSorted(sorted, 0.99),
                sorted[^1]
            );
    }
}
