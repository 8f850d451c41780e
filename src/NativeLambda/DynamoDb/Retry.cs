namespace NativeLambda.DynamoDb;

/// <summary>
/// Repeats calls to DynamoDB after transient errors until the token is cancelled. Each attempt receives whether an earlier
/// one may have been applied.
/// </summary>
public static class Retry
{
    private const int DefaultAttempts = 5;

    /// <summary>DynamoDB responds in milliseconds: after this time the connection is dead, not slow.</summary>
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    /// <param name="call">One attempt; its first argument is whether an earlier attempt may have been applied.</param>
    /// <param name="cancellationToken">Ends all attempts.</param>
    /// <param name="maximumAttempts">The exception of the last one is thrown.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static T Run<T>(
        Func<bool, CancellationToken, T> call,
        CancellationToken cancellationToken,
        int maximumAttempts = DefaultAttempts
    )
    {
        bool mayBeApplied = false;
        for (int attempt = 1; ; attempt++)
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(AttemptTimeout);
            try
            {
                return call(mayBeApplied, timeout.Token);
            }
            catch (Exception e) when (attempt < maximumAttempts && !cancellationToken.IsCancellationRequested)
            {
                var failure = DynamoDbFailures.Classify(e);
                if (failure == DynamoDbFailure.Permanent)
                {
                    throw;
                }

                mayBeApplied |= failure == DynamoDbFailure.OutcomeUnknown;
            }

            cancellationToken.WaitHandle.WaitOne(Delay(attempt, Random.Shared.NextDouble()));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <param name="attempt">Number of the failed attempt, from 1.</param>
    /// <param name="jitter">Random, 0 to 1: spreads the retries of callers that failed at the same time.</param>
    internal static TimeSpan Delay(int attempt, double jitter)
    {
        // The exponent is limited because the power would exceed the range of TimeSpan.
        var longest = FirstDelay * Math.Pow(2, Math.Min(attempt - 1, 10));
        return (longest < LongestDelay ? longest : LongestDelay) * jitter;
    }

    public static void Run(Action<CancellationToken> call, CancellationToken cancellationToken) =>
        Run(
            (_, attemptToken) =>
            {
                call(attemptToken);
                return true;
            },
            cancellationToken
        );

    public static T Run<T>(Func<CancellationToken, T> call, CancellationToken cancellationToken) =>
        Run((_, attemptToken) => call(attemptToken), cancellationToken);
}
