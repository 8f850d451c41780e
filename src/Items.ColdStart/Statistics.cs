namespace Items.ColdStart;

/// <summary>Middle and spread of some measurements.</summary>
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
