namespace Items.ColdStart;

/// <summary>Middle and spread of some measurements.</summary>
internal sealed record Summary(double Median, double P10, double P90)
{
    public static Summary Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return new Summary(
            Statistics.Quantile(all, 0.5),
            Statistics.Quantile(all, 0.1),
            Statistics.Quantile(all, 0.9)
        );
    }
}

internal static class Statistics
{
    /// <summary>Interpolates between the two nearest values, as R's type 7 and numpy do.</summary>
    public static double Quantile(IReadOnlyCollection<double> values, double quantile)
    {
        if (values.Count == 0)
        {
            throw new ArgumentException("A quantile needs at least one value.", nameof(values));
        }

        double[] sorted = [.. values.Order()];
        double position = quantile * (sorted.Length - 1);
        int below = (int)Math.Floor(position);
        int above = (int)Math.Ceiling(position);
        return sorted[below] + ((sorted[above] - sorted[below]) * (position - below));
    }
}
