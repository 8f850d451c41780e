using Amazon.DynamoDBv2.Model;
using Items.Api.Ingestion;
using Items.Api.Items;
using NativeLambda.DynamoDb;
using NativeLambda.Queues;

namespace Items.Api.Webhooks;

/// <summary>
/// Applies webhooks: the newest event of a key determines its item, whatever the order of arrival. Item, newest event and
/// record are one transaction, so that a repetition has no effect (docs/decisions/0025-webhooks.md).
/// </summary>
/// <param name="table">Name of the ingestion table.</param>
internal sealed class WebhookWorker(
    DynamoDbClient dynamoDb,
    string table,
    ItemStore items,
    WebhookStore webhooks,
    WriteRate rate
)
{
    public MessageResult Process(WebhookMessage message, CancellationToken cancellationToken)
    {
        var record = new WebhookRecord(message.WebhookId, message.Fingerprint, IsProcessed: true);
        while (true)
        {
            // Another write can be first; the next round sees it.
            if (rate.Run(() => TryApply(message, record, cancellationToken), cancellationToken) is { } result)
            {
                return result;
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <returns>Null when another write was first.</returns>
    private MessageResult? TryApply(
        WebhookMessage message,
        WebhookRecord record,
        CancellationToken cancellationToken
    )
    {
        var seen = Read(message.Key, cancellationToken);
        var received = new SourceKey(message.Item.ItemId, message.Timestamp, message.WebhookId);
        if (seen is not null && !received.IsNewerThan(seen))
        {
            webhooks.Complete(record, cancellationToken);
            return new MessageResult.Discarded("The event has been applied before, or a newer one has.");
        }

        var (itemId, write) = items.ReplaceInTransaction(
            seen?.ItemId,
            message.Item.ToItem(message.AcceptedAt),
            cancellationToken
        );
        bool isWritten = dynamoDb.TryWrite(
            [
                new TransactWriteItem
                {
                    Put = (received with { ItemId = itemId }).ReplaceInTransaction(table, message.Key, seen),
                },
                write,
                webhooks.CompleteInTransaction(record),
            ],
            cancellationToken
        );
        return isWritten ? new MessageResult.Processed() : null;
    }

    /// <returns>Null when the key is new.</returns>
    private SourceKey? Read(string key, CancellationToken cancellationToken)
    {
        var get = new GetItemRequest
        {
            TableName = table,
            Key = SourceKey.RowKey(key),
            ConsistentRead = true,
        };
        return Retry.Read(
            attemptToken => dynamoDb.GetItem(get, SourceKey.Read, attemptToken),
            cancellationToken
        );
    }
}
