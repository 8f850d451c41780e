using Amazon.DynamoDBv2.Model;
using NativeLambda.DynamoDb;

namespace Items.Api.Ingestion;

/// <summary>A transaction of writes with conditions, of which a failed one is a result and not an error.</summary>
internal static class ConditionalTransaction
{
    /// <returns>False when a condition does not hold: another write was first, or an earlier attempt of this one.</returns>
    public static bool TryWrite(
        this DynamoDbClient dynamoDb,
        List<TransactWriteItem> writes,
        CancellationToken cancellationToken
    )
    {
        var transaction = new TransactWriteItemsRequest
        {
            ClientRequestToken = Guid.NewGuid().ToString(),
            TransactItems = writes,
        };
        return Retry.Write(
            (_, attemptToken) =>
            {
                try
                {
                    dynamoDb.TransactWriteItems(transaction, attemptToken);
                    return true;
                }
                catch (CancelledTransactionException cancelled)
                    when (DynamoDbFailures.Classify(cancelled) == DynamoDbFailure.Permanent
                        && cancelled.Writes.Any(write => write.Reason == CancelledWrite.ConditionFailed)
                    )
                {
                    return false;
                }
            },
            cancellationToken
        );
    }
}
