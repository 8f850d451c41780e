using System.Net;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
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
    /// <summary>Reason of a cancelled transaction: the condition of a write did not hold.</summary>
    public const string ConditionFailed = "ConditionalCheckFailed";

    private static readonly string[] ThrottlingCodes =
    [
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "Throttling",
    ];

    /// <summary>The same as reasons of a cancelled transaction.</summary>
    private static readonly string[] ThrottlingReasons = ["ProvisionedThroughputExceeded", "ThrottlingError"];

    /// <summary>Whether another transaction on the same rows was in progress.</summary>
    public static bool IsTransactionConflict(Exception failure) =>
        failure is TransactionCanceledException { CancellationReasons: { } reasons }
        && reasons.Exists(reason => reason.Code == "TransactionConflict");

    /// <summary>Whether DynamoDB rejected the call because of the table's or the account's capacity.</summary>
    public static bool IsThrottled(Exception failure) =>
        failure switch
        {
            TransactionCanceledException { CancellationReasons: { } reasons } => reasons.Exists(reason =>
                ThrottlingReasons.Contains(reason.Code)
            ),
            AmazonServiceException { ErrorCode: { } code } => ThrottlingCodes.Contains(code),
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
            TransactionInProgressException => DynamoDbFailure.OutcomeUnknown,
            _ when IsThrottled(failure) || IsTransactionConflict(failure) => DynamoDbFailure.NotApplied,
            // A write beside a transaction.
            AmazonServiceException { ErrorCode: "TransactionConflictException" } =>
                DynamoDbFailure.NotApplied,
            AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError } =>
                DynamoDbFailure.OutcomeUnknown,
            AmazonUnmarshallingException => DynamoDbFailure.OutcomeUnknown,
            ConnectException => DynamoDbFailure.NotApplied,
            IOException or OperationCanceledException => DynamoDbFailure.OutcomeUnknown,
            _ => DynamoDbFailure.Permanent,
        };
}
