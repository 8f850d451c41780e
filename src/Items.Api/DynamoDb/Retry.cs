namespace Items.Api.DynamoDb;

/// <summary>
/// Repeats calls to DynamoDB within the invocation's deadline, and tells each attempt whether one before it may have
/// been applied.
/// </summary>
internal static class Retry
{
    private const int UsualAttempts = 5;

    /// <summary>DynamoDB answers in milliseconds: after this long the connection is dead, not slow.</summary>
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    /// <param name="call">
    /// One attempt; it is told whether an attempt before it may have been applied without an answer.
    /// </param>
    /// <param name="deadline">Ends all attempts.</param>
    /// <param name="maximumAttempts">After so many, the last failure is thrown.</param>
    /// <exception cref="OperationCanceledException">The deadline came first.</exception>
    public static T Run<T>(
        Func<bool, CancellationToken, T> call,
        CancellationToken deadline,
        int maximumAttempts = UsualAttempts
    )
    {
        bool mayBeApplied = false;
        for (int attempt = 1; ; attempt++)
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(deadline);
            timeout.CancelAfter(AttemptTimeout);
            try
            {
                return call(mayBeApplied, timeout.Token);
            }
            catch (Exception e) when (attempt < maximumAttempts && !deadline.IsCancellationRequested)
            {
                var failure = TableFailures.Classify(e);
                if (failure == TableFailure.Final)
                {
                    throw;
                }

                mayBeApplied |= failure == TableFailure.Unknown;
            }

            deadline.WaitHandle.WaitOne(Delay(attempt, Random.Shared.NextDouble()));
            deadline.ThrowIfCancellationRequested();
        }
    }

    /// <param name="attempt">That failed, from 1 on.</param>
    /// <param name="jitter">
    /// From 0 to 1, at random: callers that failed together must not come back together.
    /// </param>
    internal static TimeSpan Delay(int attempt, double jitter)
    {
        // The exponent ends where the delay does, as the power would outgrow a TimeSpan.
        var longest = FirstDelay * Math.Pow(2, Math.Min(attempt - 1, 10));
        return (longest < LongestDelay ? longest : LongestDelay) * jitter;
    }

    public static void Run(Action<CancellationToken> call, CancellationToken deadline) =>
        Run(
            (_, cancellationToken) =>
            {
                call(cancellationToken);
                return true;
            },
            deadline
        );

    public static T Run<T>(Func<CancellationToken, T> call, CancellationToken deadline) =>
        Run((_, cancellationToken) => call(cancellationToken), deadline);
}
