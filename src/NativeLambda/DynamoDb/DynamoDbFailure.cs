using NativeLambda.Aws;
using NativeLambda.Transport;

namespace NativeLambda.DynamoDb;

/// <summary>Whether a failed call to DynamoDB can have had an effect, and whether another attempt can succeed.</summary>
public enum DynamoDbFailure
{
    /// <summary>Another attempt would fail too.</summary>
    Permanent,

    /// <summary>The call had no effect; another attempt may succeed.</summary>
    NotApplied,

    /// <summary>The call may have taken effect; its response is missing.</summary>
    OutcomeUnknown,
}

public static class DynamoDbFailures
{
    /// <summary>Reasons of a cancelled transaction.</summary>
    private static readonly string[] ThrottlingReasons = ["ProvisionedThroughputExceeded", "ThrottlingError"];

    /// <summary>Whether another transaction on the same rows was in progress.</summary>
    public static bool IsTransactionConflict(Exception failure) =>
        failure is CancelledTransactionException cancelled
        && cancelled.Writes.Any(write => write.Reason == "TransactionConflict");

    /// <summary>Whether DynamoDB rejected the call because of the table's or the account's capacity.</summary>
    public static bool IsThrottled(Exception failure) =>
        failure switch
        {
            CancelledTransactionException cancelled => cancelled.Writes.Any(write =>
                ThrottlingReasons.Contains(write.Reason)
            ),
            AwsServiceException error => error.IsThrottled,
            _ => false,
        };

    /// <returns>The detail of a 503; null for an exception that is an error of the function.</returns>
    public static string? UnavailableDetail(Exception failure) =>
        failure is OutcomeUnknownException ? "The outcome of this request is not known"
        : Classify(failure) != DynamoDbFailure.Permanent ? "Service Unavailable"
        : null;

    public static DynamoDbFailure Classify(Exception failure) =>
        failure switch
        {
            // An earlier attempt with the same token is in progress.
            AwsServiceException { Code: "TransactionInProgressException" } => DynamoDbFailure.OutcomeUnknown,
            _ when IsThrottled(failure) || IsTransactionConflict(failure) => DynamoDbFailure.NotApplied,
            // A write beside a transaction.
            AwsServiceException { Code: "TransactionConflictException" } => DynamoDbFailure.NotApplied,
            AwsServiceException { Status: >= 500 } => DynamoDbFailure.OutcomeUnknown,
            ConnectException => DynamoDbFailure.NotApplied,
            IOException or OperationCanceledException => DynamoDbFailure.OutcomeUnknown,
            _ => DynamoDbFailure.Permanent,
        };
}
