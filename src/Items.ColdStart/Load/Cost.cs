namespace Items.ColdStart.Load;

/// <summary>Prices in US dollars.</summary>
/// <remarks>https://aws.amazon.com/lambda/pricing/ and https://aws.amazon.com/api-gateway/pricing/</remarks>
/// <param name="GbSecond">Of a Lambda function, for each gigabyte of its memory size and each second.</param>
/// <param name="Requests">Of a million requests to Lambda.</param>
/// <param name="Gateway">Of a million requests to an HTTP API.</param>
internal sealed record Prices(decimal GbSecond, decimal Requests, decimal Gateway)
{
    /// <summary>Those that AWS publishes for us-east-1 and x86, without the free tier.</summary>
    public static Prices UsEast1X86 { get; } = new(0.0000166667m, 0.20m, 1.00m);
}

/// <summary>The cost of 10,000 requests, in US dollars.</summary>
internal sealed record Cost(decimal Compute, decimal Requests, decimal Gateway)
{
    private const decimal Count = 10_000;
    private const decimal Million = 1_000_000;

    public decimal Sum => Compute + Requests + Gateway;

    /// <param name="billed">Milliseconds that were billed for all the invocations.</param>
    /// <param name="memory">Megabytes.</param>
    public static Cost Of(long billed, int invocations, int memory, Prices prices)
    {
        decimal secondsEach = billed / 1000m / invocations;
        decimal gigabytes = memory / 1024m;
        return new Cost(
            Count * secondsEach * gigabytes * prices.GbSecond,
            Count / Million * prices.Requests,
            Count / Million * prices.Gateway
        );
    }

    /// <summary>Lambda rounds up to whole milliseconds and bills INIT since August 2025.</summary>
    /// <remarks>https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/</remarks>
    public static long BilledMilliseconds(double total, double init) => (long)Math.Ceiling(total + init);
}
