using Amazon.DynamoDBv2.Model;
using Items.Api.Ingestion;
using Items.Api.Items;
using NativeLambda.Aws;
using NativeLambda.DynamoDb;
using NativeLambda.Queues;

namespace Items.Api.Imports;

/// <summary>
/// Creates the items of a message. Items and result are one transaction, which has no effect after the message has created
/// items. So each item counts once however often the message comes, and one that has been deleted since is not created
/// again (docs/decisions/0024-imports.md).
/// </summary>
/// <param name="maximumReceives">After so many receives without success the queue makes a message a dead letter.</param>
internal sealed class ImportWorker(
    DynamoDbClient dynamoDb,
    ItemStore items,
    ImportStore imports,
    WriteRate rate,
    int maximumReceives
)
{
    private const string NotStored = "The item could not be stored; the operator can repeat its import";

    private static MessageResult ProcessedBefore =>
        new MessageResult.Discarded("The message has been processed before");

    /// <param name="receiveCount">How often the message has been received, from 1, this time included.</param>
    public MessageResult Process(ImportMessage message, int receiveCount, CancellationToken cancellationToken)
    {
        var work = new PartWork(message);
        try
        {
            while (true)
            {
                var result = rate.Run(() => TryWrite(work, cancellationToken), cancellationToken);
                if (result is not null)
                {
                    return result;
                }
            }
        }
        catch (AwsServiceException e) when (DynamoDbFailures.Classify(e) == DynamoDbFailure.Permanent)
        {
            // Not before the last receive: a later one may create the items, and a client that has read that they failed would
            // create them too. The message is kept for the operator, and its repetition replaces the result.
            return
                receiveCount < maximumReceives
                || imports.TryRecord(message.ImportId, AllFailed(message), cancellationToken)
                ? new MessageResult.Failed($"{e.Code}: {e.Message}")
                : ProcessedBefore;
        }
    }

    /// <returns>Null when some items have been removed from the work instead.</returns>
    private MessageResult? TryWrite(PartWork work, CancellationToken cancellationToken)
    {
        var transaction = new TransactWriteItemsRequest
        {
            ClientRequestToken = Guid.NewGuid().ToString(),
            TransactItems =
            [
                imports.RecordInTransaction(work.Message.ImportId, work.Result),
                .. work.ToCreate.Select(items.CreateInTransaction),
            ],
        };
        return Retry.Write<MessageResult?>(
            (mayBeApplied, attemptToken) =>
            {
                try
                {
                    dynamoDb.TransactWriteItems(transaction, attemptToken);
                    return new MessageResult.Processed();
                }
                catch (CancelledTransactionException cancelled)
                    when (cancelled.Writes.Count == transaction.TransactItems.Count
                        && DynamoDbFailures.Classify(cancelled) == DynamoDbFailure.Permanent
                    )
                {
                    var writes = cancelled.Writes;
                    if (writes[0].Reason == CancelledWrite.ConditionFailed)
                    {
                        // By an earlier attempt of this transaction, whose response was lost, or by an earlier message.
                        return mayBeApplied ? new MessageResult.Processed() : ProcessedBefore;
                    }

                    if (!work.TryRemove([.. writes.Skip(1)]))
                    {
                        throw;
                    }

                    return null;
                }
            },
            cancellationToken
        );
    }

    private static PartResult AllFailed(ImportMessage message) =>
        new(
            message.Part,
            Processed: 0,
            [.. message.Items.Select((_, i) => new ImportFailure(message.FirstIndex + i, NotStored))]
        );
}
