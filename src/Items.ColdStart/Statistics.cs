namespace Items.ColdStart;

/// <summary>Median and 10th and 90th percentile of measurements.</summary>
internal sealed record Summary(double Median, double P10, double P90)
{
    public static Summary Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Summary(
            Statistics.QuantileOfSorted(sorted, 0.5),
            Statistics.QuantileOfSorted(sorted, 0.1),
            Statistics.QuantileOfSorted(sorted, 0.9)
        );
    }
}

/// <summary>Percentiles of measured times, in milliseconds.</summary>
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

internal static class Statistics
{
    /// <summary>Interpolates between the two nearest values, as R's type 7 and numpy do.</summary>
    public static double QuantileOfSorted(IReadOnlyList<double> sorted, double quantile)
    {
        if (sorted.Count == 0)
        {
            throw new ArgumentException("A quantile needs at least one value.", nameof(sorted));
        }

        double position = quantile * (sorted.Count - 1);
        int below = (int)Math.Floor(position);
        int above = (int)Math.Ceiling(position);
        return sorted[below] + ((sorted[above] - sorted[below]) * (position - below));
    }
}
