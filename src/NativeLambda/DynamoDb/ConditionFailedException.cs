using NativeLambda.Aws;

namespace NativeLambda.DynamoDb;

/// <summary>The condition of a write did not hold.</summary>
/// <param name="row">The row that is there; null when there is none, or the request does not ask for it.</param>
public sealed class ConditionFailedException(string message, int status, RowCopy? row)
    : AwsServiceException(ErrorCode, message, status)
{
    internal const string ErrorCode = "ConditionalCheckFailedException";

    public RowCopy? Row => row;
}
