namespace Items.ColdStart.Load;

/// <summary>The responses of a range of latencies, in milliseconds; a bar of a histogram.</summary>
/// <param name="From">Included.</param>
/// <param name="To">Not included.</param>
internal sealed record LatencyBin(double From, double To, int Responses)
{
    private const double InDecade = 10;

    /// <returns>Bins of equal width on a logarithmic scale, from the shortest to the longest latency.</returns>
    public static IReadOnlyList<LatencyBin> Of(IReadOnlyCollection<double> latencies)
    {
        if (latencies.Count == 0)
        {
            return [];
        }

        var counts = latencies.CountBy(Number).ToDictionary();
        int first = counts.Keys.Min();
        return
        [
            .. Enumerable
                .Range(first, counts.Keys.Max() - first + 1)
                .Select(number => new LatencyBin(
                    Start(number),
                    Start(number + 1),
                    counts.GetValueOrDefault(number)
                )),
        ];
    }

    /// <summary>A microsecond is the shortest latency that is told apart.</summary>
    private static int Number(double latency) =>
        (int)Math.Floor(Math.Log10(Math.Max(latency, 0.001)) * InDecade);

    private static double Start(int number) => Math.Pow(10, number / InDecade);
}
