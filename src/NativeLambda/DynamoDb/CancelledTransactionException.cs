using NativeLambda.Aws;

namespace NativeLambda.DynamoDb;

/// <summary>A transaction had no effect.</summary>
/// <param name="writes">In their order; empty when the response does not say.</param>
public sealed class CancelledTransactionException(
    string message,
    int status,
    IReadOnlyList<CancelledWrite> writes
) : AwsServiceException(ErrorCode, message, status)
{
    internal const string ErrorCode = "TransactionCanceledException";

    public IReadOnlyList<CancelledWrite> Writes => writes;
}

/// <summary>A write of a cancelled transaction.</summary>
/// <param name="Reason">Why it cancelled the transaction; <c>None</c> when it did not.</param>
/// <param name="Row">The row that is there; null when there is none, or the write does not ask for it.</param>
public sealed record CancelledWrite(string? Reason, RowCopy? Row = null)
{
    /// <summary>The reason that the condition of the write did not hold.</summary>
    public const string ConditionFailed = "ConditionalCheckFailed";
}
