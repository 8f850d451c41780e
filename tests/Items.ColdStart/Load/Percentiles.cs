namespace Items.ColdStart.Load;

/// <summary>Of some measured times, in milliseconds.</summary>
internal sealed record Percentiles(double P50, double P90, double P99, double Max)
{
    /// <returns>Null when nothing was measured.</returns>
    public static Percentiles? Of(IEnumerable<double> times)
    {
        double[] sorted = [.. times.Order()];
        return sorted is []
            ? null
            : new Percentiles(At(sorted, 50), At(sorted, 90), At(sorted, 99), sorted[^1]);
    }

    /// <summary>By nearest rank: always a time that was measured, never one in between.</summary>
    private static double At(double[] sorted, int percent) =>
        sorted[Math.Max(1, (int)Math.Ceiling(percent / 100.0 * sorted.Length)) - 1];
}
