using Amazon.DynamoDBv2.Model;
using Items.Api.Ingestion;
using NativeLambda.DynamoDb;

namespace Items.Api.Imports;

/// <summary>Imports in DynamoDB.</summary>
/// <param name="table">Name of the ingestion table.</param>
internal sealed class ImportStore(DynamoDbClient dynamoDb, string table)
{
    public void Create(Import import, CancellationToken cancellationToken)
    {
        // The id is new, so each attempt writes the same row.
        var put = new PutItemRequest { TableName = table, Item = ImportRows.Of(import) };
        Retry.Write(attemptToken => dynamoDb.PutItem(put, attemptToken), cancellationToken);
    }

    /// <summary>The write of <see cref="Create"/>, for a transaction.</summary>
    public TransactWriteItem CreateInTransaction(Import import) =>
        new()
        {
            Put = new Put { TableName = table, Item = ImportRows.Of(import) },
        };

    /// <summary>The write of a message's result, for a transaction. It fails when the message has created items before.</summary>
    public TransactWriteItem RecordInTransaction(string importId, PartResult result) =>
        new()
        {
            Put = new Put
            {
                TableName = table,
                Item = ImportRows.Of(importId, result),
                ConditionExpression = ImportRows.HasCreatedNothing,
                ExpressionAttributeNames = ImportRows.ConditionNames,
                ExpressionAttributeValues = ImportRows.ConditionValues,
            },
        };

    /// <summary>Writes the result of a message that has created nothing.</summary>
    /// <returns>False when it has created items.</returns>
    public bool TryRecord(string importId, PartResult result, CancellationToken cancellationToken) =>
        dynamoDb.TryWrite([RecordInTransaction(importId, result)], cancellationToken);

    /// <returns>Null when there is no such import.</returns>
    public ImportProgress? Find(string importId, CancellationToken cancellationToken)
    {
        // The table has other rows too: those of the keys of webhooks.
        if (!Guid.TryParseExact(importId, "D", out _))
        {
            return null;
        }

        var query = new QueryRequest
        {
            TableName = table,
            KeyConditionExpression = $"{IngestionRows.Id} = :id",
            ExpressionAttributeValues = new() { [":id"] = new(importId) },
            ConsistentRead = true,
        };
        // One response has all rows: an import has at most 21, and they are small.
        IReadOnlyList<ImportRow> rows = [];
        Retry.Read(
            attemptToken =>
            {
                dynamoDb.Query([query], ImportRows.Read, (_, page) => rows = page.Rows, attemptToken);
                return true;
            },
            cancellationToken
        );
        return ImportRows.ProgressOf(rows);
    }
}
