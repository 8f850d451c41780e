namespace Items.ColdStart.Load;

/// <summary>The straight line that fits best through some points.</summary>
/// <param name="Slope">How much y grows with each x.</param>
/// <param name="Error">Standard error of the slope: how far it may be off by chance.</param>
internal sealed record Trend(double Slope, double Error)
{
    /// <param name="points">Three at least.</param>
    public static Trend Of(IReadOnlyCollection<(double X, double Y)> points)
    {
        double meanX = points.Average(it => it.X);
        double meanY = points.Average(it => it.Y);
        double spread = points.Sum(it => Square(it.X - meanX));
        double slope = points.Sum(it => (it.X - meanX) * (it.Y - meanY)) / spread;
        double rest = points.Sum(it => Square(it.Y - meanY - (slope * (it.X - meanX))));
        return new Trend(slope, Math.Sqrt(rest / (points.Count - 2) / spread));
    }

    private static double Square(double number) => number * number;
}
