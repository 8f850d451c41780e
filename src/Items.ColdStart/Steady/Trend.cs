namespace Items.ColdStart.Steady;

/// <summary>The least-squares line through some points.</summary>
/// <param name="Slope">Growth of y per unit of x.</param>
/// <param name="Error">Standard error of the slope.</param>
internal sealed record Trend(double Slope, double Error)
{
    /// <param name="points">At least three.</param>
    public static Trend Of(IReadOnlyCollection<(double X, double Y)> points)
    {
        double meanX = points.Average(it => it.X);
        double meanY = points.Average(it => it.Y);
        double spread = points.Sum(it => Square(it.X - meanX));
        double slope = points.Sum(it => (it.X - meanX) * (it.Y - meanY)) / spread;
        double residual = points.Sum(it => Square(it.Y - meanY - (slope * (it.X - meanX))));
        return new Trend(slope, Math.Sqrt(residual / (points.Count - 2) / spread));
    }

    private static double Square(double number) => number * number;
}
