using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Items.Api.Ingestion;
using Items.Api.Items;
using NativeLambda.DynamoDb;
using NativeLambda.Queues;

namespace Items.Api.Imports;

/// <summary>
/// Creates the items of a message. Items and result are one transaction, which has no effect after the message has created
/// items. So each item counts once however often the message comes, and one that has been deleted since is not created
/// again (docs/decisions/0024-imports.md).
/// </summary>
internal sealed class ImportWorker(
    DynamoDbClient dynamoDb,
    ItemStore items,
    ImportStore imports,
    WriteRate rate
)
{
    private const string NotStored =
        "The item could not be stored; the operator can repeat its import";

    public MessageResult Process(ImportMessage message, CancellationToken cancellationToken)
    {
        var work = new PartWork(message);
        try
        {
            while (true)
            {
                switch (rate.Run(() => Write(work, cancellationToken), cancellationToken))
                {
                    case WriteResult.Written:
                        return new MessageResult.Processed();
                    case WriteResult.WrittenBefore:
                        return new MessageResult.Discarded("The message has been processed before.");
                    case WriteResult.Rejected(var reasons):
                        work.Remove(reasons);
                        break;
                }
            }
        }
        catch (AmazonServiceException e) when (DynamoDbFailures.Classify(e) == DynamoDbFailure.Permanent)
        {
            // Reported to the client at once. The message is kept for the operator, and its repetition replaces the result.
            bool isRecorded = imports.TryRecord(message.ImportId, AllFailed(message), cancellationToken);
            return isRecorded
                ? new MessageResult.Failed($"{e.ErrorCode}: {e.Message}")
                : new MessageResult.Discarded("The message has been processed before.");
        }
    }

    private WriteResult Write(PartWork work, CancellationToken cancellationToken)
    {
        var transaction = new TransactWriteItemsRequest
        {
            ClientRequestToken = Guid.NewGuid().ToString(),
            TransactItems =
            [
                imports.RecordInTransaction(work.Message.ImportId, work.Result),
                .. work.ToCreate.Select(item => items.CreateInTransaction(item)),
            ],
        };
        return Retry.Write<WriteResult>(
            (mayBeApplied, attemptToken) =>
            {
                try
                {
                    dynamoDb.TransactWriteItems(transaction, attemptToken);
                    return new WriteResult.Written();
                }
                catch (TransactionCanceledException cancelled)
                    when (DynamoDbFailures.Classify(cancelled) == DynamoDbFailure.Permanent
                        && PartWork.CanRemove(cancelled.CancellationReasons)
                    )
                {
                    var reasons = cancelled.CancellationReasons;
                    return reasons[0].Code != DynamoDbFailures.ConditionFailed
                            ? new WriteResult.Rejected(reasons[1..])
                        // By an earlier attempt of this transaction, whose response was lost.
                        : mayBeApplied ? new WriteResult.Written()
                        : new WriteResult.WrittenBefore();
                }
            },
            cancellationToken
        );
    }

    private static PartResult AllFailed(ImportMessage message) =>
        new(
            message.Part,
            Processed: 0,
            [
                .. Enumerable
                    .Range(message.FirstIndex, message.Items.Length)
                    .Select(index => new ImportFailure(index, NotStored)),
            ]
        );

    private abstract record WriteResult
    {
        private WriteResult() { }

        public sealed record Written : WriteResult;

        /// <summary>The message has created items before.</summary>
        public sealed record WrittenBefore : WriteResult;

        /// <param name="Reasons">One for each item that was to be created.</param>
        public sealed record Rejected(IReadOnlyList<CancellationReason> Reasons) : WriteResult;
    }
}
