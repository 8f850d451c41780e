using System.Text.Json.Serialization;
using Items.ColdStart.Sandboxes;

namespace Items.ColdStart.Steady;

[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
internal enum Verdict
{
    NoGrowth,
    Growth,

    /// <summary>The cause may be noise, or a heap that is still growing to its size: more calls are needed.</summary>
    Unclear,
}

internal sealed record MemorySample(int Calls, ProcessMemory Memory);

/// <summary>Whether the function's memory keeps growing with its calls.</summary>
/// <param name="Slope">KiB of RSS for each 100,000 calls.</param>
/// <param name="Error">Standard error of the slope.</param>
internal sealed record MemoryGrowth(double Slope, double Error, Verdict Verdict)
{
    /// <summary>
    /// KiB for each 100,000 calls: about 10 bytes a call, less than the smallest object, which has 24.
    /// </summary>
    public const double Limit = 1024;

    private const int Calls = 100_000;

    /// <summary>Fraction of the calls after which the heap has grown to its size.</summary>
    private const double SettledAt = 0.2;

    public static MemoryGrowth Of(IReadOnlyList<MemorySample> samples)
    {
        int last = samples[^1].Calls;
        var trend = Trend.Of([
            .. samples
                .Where(it => it.Calls >= SettledAt * last)
                .Select(it => (it.Calls / (double)Calls, (double)it.Memory.Rss)),
        ]);
        // Two standard errors: a confidence of 95 %.
        return new MemoryGrowth(
            trend.Slope,
            trend.Error,
            trend.Slope + (2 * trend.Error) <= Limit ? Verdict.NoGrowth
                : trend.Slope - (2 * trend.Error) > Limit && last >= Calls ? Verdict.Growth
                : Verdict.Unclear
        );
    }
}

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
