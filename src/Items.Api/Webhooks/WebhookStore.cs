using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Items.Api.Items;
using NativeLambda.DynamoDb;

namespace Items.Api.Webhooks;

/// <summary>The records of webhooks in the idempotency table.</summary>
/// <param name="table">Its name.</param>
internal sealed class WebhookStore(DynamoDbClient dynamoDb, string table)
{
    /// <summary>Records that a webhook was accepted, unless there is a record of it.</summary>
    /// <returns>The record that the table has now.</returns>
    public WebhookRecord Accept(WebhookRecord record, CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.UtcNow;
        var put = new PutItemRequest
        {
            TableName = table,
            Item = record.ToRow(now),
            // TTL deletes late: an expired record counts as absent.
            ConditionExpression =
                $"attribute_not_exists({WebhookRecord.IdAttribute}) OR {WebhookRecord.ExpirationAttribute} < :now",
            ExpressionAttributeValues = new() { [":now"] = ItemAttributes.Number(now.ToUnixTimeSeconds()) },
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
        return Retry.Write(
            (_, attemptToken) =>
            {
                try
                {
                    dynamoDb.PutItem(put, attemptToken);
                    return record;
                }
                catch (ConditionFailedException failure)
                {
                    return failure.Row!.Read(row => WebhookRecord.From(record.WebhookId, row));
                }
            },
            cancellationToken
        );
    }

    /// <summary>Records that a webhook has been processed.</summary>
    public void Complete(WebhookRecord record, CancellationToken cancellationToken)
    {
        var put = new PutItemRequest { TableName = table, Item = Completed(record) };
        Retry.Write(attemptToken => dynamoDb.PutItem(put, attemptToken), cancellationToken);
    }

    /// <summary>The write of <see cref="Complete"/>, for a transaction.</summary>
    public TransactWriteItem CompleteInTransaction(WebhookRecord record) =>
        new()
        {
            Put = new Put { TableName = table, Item = Completed(record) },
        };

    private static Dictionary<string, AttributeValue> Completed(WebhookRecord record) =>
        (record with { IsProcessed = true }).ToRow(DateTimeOffset.UtcNow);
}
