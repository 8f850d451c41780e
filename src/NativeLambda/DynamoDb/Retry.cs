using NativeLambda.Aws;
using NativeLambda.Http;

namespace NativeLambda.DynamoDb;

/// <summary>
/// Repeats calls to DynamoDB after transient errors: conflicts of transactions until the invocation's deadline, since they
/// end with the other transaction; other errors a few times.
/// </summary>
public static class Retry
{
    /// <summary>DynamoDB responds in milliseconds: after this time the connection is dead, not slow.</summary>
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(1.5);

    /// <summary>Repeats a read.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static T Read<T>(Func<CancellationToken, T> call, CancellationToken cancellationToken) =>
        Attempts.Run(call, RepetitionAfter, AttemptTimeout, cancellationToken);

    /// <inheritdoc cref="Write{T}(Func{bool, CancellationToken, T}, CancellationToken)"/>
    /// <param name="call">One attempt.</param>
    public static void Write(Action<CancellationToken> call, CancellationToken cancellationToken) =>
        Write(
            (_, attemptToken) =>
            {
                call(attemptToken);
                return true;
            },
            cancellationToken
        );

    /// <summary>Repeats a write of which a repetition has no further effect.</summary>
    /// <param name="call">One attempt; its first argument is whether an earlier attempt may have been applied.</param>
    /// <exception cref="OutcomeUnknownException">An attempt may have been applied, and no other said whether.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was applied.</exception>
    public static T Write<T>(Func<bool, CancellationToken, T> call, CancellationToken cancellationToken)
    {
        bool mayBeApplied = false;
        try
        {
            return Attempts.Run(
                attemptToken => call(mayBeApplied, attemptToken),
                failure =>
                {
                    mayBeApplied |= DynamoDbFailures.Classify(failure) == DynamoDbFailure.OutcomeUnknown;
                    return RepetitionAfter(failure);
                },
                AttemptTimeout,
                cancellationToken
            );
        }
        catch (Exception e) when (mayBeApplied && e is not OutcomeUnknownException)
        {
            var unknown = new OutcomeUnknownException("A write may have been applied.", e);
            throw e is ProcessMustEndException ? new ProcessMustEndException(e.Message, unknown) : unknown;
        }
    }

    internal static Repetition RepetitionAfter(Exception failure) =>
        DynamoDbFailures.IsTransactionConflict(failure) ? Repetition.Unlimited
        : DynamoDbFailures.Classify(failure) == DynamoDbFailure.Permanent ? Repetition.Never
        : Repetition.Limited;
}
