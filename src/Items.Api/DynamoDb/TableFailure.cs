using System.Net;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Items.Api.Transport;

namespace Items.Api.DynamoDb;

/// <summary>What a failed call to DynamoDB means for whoever made it.</summary>
internal enum TableFailure
{
    /// <summary>Asking again would fail again: a defect, or a refusal that is an answer.</summary>
    Final,

    /// <summary>The call had no effect; asking again may succeed.</summary>
    NotApplied,

    /// <summary>The call may have had its effect, only its answer is missing.</summary>
    Unknown,
}

internal static class TableFailures
{
    private static readonly string[] ThrottlingCodes =
    [
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "Throttling",
        "TransactionConflictException",
    ];

    /// <summary>Reasons for which a transaction is cancelled now and may succeed later.</summary>
    private static readonly string[] PassingReasons =
    [
        TransactionConflict,
        "ProvisionedThroughputExceeded",
        "ThrottlingError",
    ];

    private const string TransactionConflict = "TransactionConflict";

    /// <summary>Whether somebody else's transaction on the same rows was under way.</summary>
    public static bool IsTransactionConflict(Exception failure) =>
        failure is TransactionCanceledException { CancellationReasons: { } reasons }
        && reasons.Exists(reason => reason.Code == TransactionConflict);

    public static TableFailure Classify(Exception failure) =>
        failure switch
        {
            // An earlier attempt with the same token is still at it.
            TransactionInProgressException => TableFailure.Unknown,
            TransactionCanceledException { CancellationReasons: { } reasons }
                when reasons.Exists(reason => PassingReasons.Contains(reason.Code)) =>
                TableFailure.NotApplied,
            AmazonServiceException { ErrorCode: { } code } when ThrottlingCodes.Contains(code) =>
                TableFailure.NotApplied,
            AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError } =>
                TableFailure.Unknown,
            AmazonUnmarshallingException => TableFailure.Unknown,
            ConnectException => TableFailure.NotApplied,
            IOException or OperationCanceledException or TimeoutException => TableFailure.Unknown,
            _ => TableFailure.Final,
        };
}
