namespace NativeLambda.Aws;

/// <summary>How often a call is repeated after an error.</summary>
internal enum Repetition
{
    Never,

    /// <summary>A few times.</summary>
    Limited,

    /// <summary>Until the call's token is cancelled.</summary>
    Unlimited,
}

/// <summary>Repeats a call of an AWS service after transient errors.</summary>
internal static class Attempts
{
    private const int DefaultMaximum = 5;

    /// <param name="attempt">Its token is cancelled after the timeout or with the call's token.</param>
    /// <param name="repetition">Called once for each error.</param>
    /// <param name="timeout">Of one attempt.</param>
    /// <param name="cancellationToken">No attempt starts after it is cancelled.</param>
    /// <param name="maximum">Number of attempts; those whose repetition is unlimited do not count.</param>
    /// <exception cref="Exception">That of the last attempt.</exception>
    public static T Run<T>(
        Func<CancellationToken, T> attempt,
        Func<Exception, Repetition> repetition,
        TimeSpan timeout,
        CancellationToken cancellationToken,
        int maximum = DefaultMaximum
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        int failures = 0;
        for (int number = 1; ; number++)
        {
            using var attemptEnd = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            attemptEnd.CancelAfter(timeout);
            try
            {
                return attempt(attemptEnd.Token);
            }
            catch (Exception e)
            {
                var allowed = repetition(e);
                failures += allowed == Repetition.Unlimited ? 0 : 1;
                if (allowed == Repetition.Never || failures >= maximum)
                {
                    throw;
                }

                Backoff.Wait(number, cancellationToken);
                if (cancellationToken.IsCancellationRequested)
                {
                    throw;
                }
            }
        }
    }
}
