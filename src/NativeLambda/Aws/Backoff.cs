namespace NativeLambda.Aws;

/// <summary>The pause before an attempt is repeated.</summary>
internal static class Backoff
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    /// <summary>Returns early when the token is cancelled.</summary>
    /// <param name="attempt">Number of the failed attempt, from 1.</param>
    public static void Wait(int attempt, CancellationToken cancellationToken) =>
        cancellationToken.WaitHandle.WaitOne(Delay(attempt, Random.Shared.NextDouble()));

    /// <param name="attempt">Number of the failed attempt, from 1.</param>
    /// <param name="jitter">Random, 0 to 1: spreads the retries of callers that failed at the same time.</param>
    internal static TimeSpan Delay(int attempt, double jitter)
    {
        // The exponent is limited because the power would exceed the range of TimeSpan.
        var longest = FirstDelay * Math.Pow(2, Math.Min(attempt - 1, 10));
        return (longest < LongestDelay ? longest : LongestDelay) * jitter;
    }
}
