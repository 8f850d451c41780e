using System.Runtime.ExceptionServices;
using NativeLambda.Aws;
using NativeLambda.Http;

namespace NativeLambda.DynamoDb;

/// <summary>
/// Repeats calls to DynamoDB after transient errors until the invocation's deadline. Conflicts of transactions are
/// repeated until the deadline, since they end with the other transaction; other errors a few times.
/// </summary>
public static class Retry
{
    private const int DefaultAttempts = 5;
    private const string MayBeApplied = "A write may have been applied.";

    /// <summary>DynamoDB responds in milliseconds: after this time the connection is dead, not slow.</summary>
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(1.5);

    /// <summary>Repeats a read.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static T Read<T>(Func<CancellationToken, T> call, CancellationToken cancellationToken) =>
        Run((_, attemptToken) => call(attemptToken), isWrite: false, cancellationToken);

    /// <summary>Repeats a write of which a repetition has no further effect.</summary>
    /// <param name="call">One attempt; its first argument is whether an earlier attempt may have been applied.</param>
    /// <exception cref="OutcomeUnknownException">An attempt may have been applied, and no other said whether.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was applied.</exception>
    public static T Write<T>(Func<bool, CancellationToken, T> call, CancellationToken cancellationToken) =>
        Run(call, isWrite: true, cancellationToken);

    internal static T Run<T>(
        Func<bool, CancellationToken, T> call,
        bool isWrite,
        CancellationToken cancellationToken,
        int maximumAttempts = DefaultAttempts
    )
    {
        bool mayBeApplied = false;
        int failures = 0;
        for (int attempt = 1; ; attempt++)
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(AttemptTimeout);
            Exception failure;
            try
            {
                return call(mayBeApplied, timeout.Token);
            }
            catch (Exception e) when (DynamoDbFailures.Classify(e) != DynamoDbFailure.Permanent)
            {
                failure = e;
                mayBeApplied |= DynamoDbFailures.Classify(e) == DynamoDbFailure.OutcomeUnknown;
                failures += DynamoDbFailures.IsTransactionConflict(e) ? 0 : 1;
            }
            catch (Exception e) when (isWrite && mayBeApplied && e is not OutcomeUnknownException)
            {
                // This attempt failed for good, but an earlier one may have been applied.
                var unknown = new OutcomeUnknownException(MayBeApplied, e);
                throw e is ProcessMustEndException
                    ? new ProcessMustEndException(e.Message, unknown)
                    : unknown;
            }

            if (failures < maximumAttempts)
            {
                Backoff.Wait(attempt, cancellationToken);
            }

            if (failures >= maximumAttempts || cancellationToken.IsCancellationRequested)
            {
                if (isWrite && mayBeApplied)
                {
                    throw new OutcomeUnknownException(MayBeApplied, failure);
                }

                ExceptionDispatchInfo.Throw(failure);
            }
        }
    }
}
