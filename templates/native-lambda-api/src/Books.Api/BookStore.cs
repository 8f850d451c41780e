using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using NativeLambda.DynamoDb;
using NativeLambda.Http;

namespace Books.Api;

/// <summary>
/// The table. No attempt of a write takes effect after a later write, however late it arrives: a create is a transaction
/// that DynamoDB applies once, an update or delete has the version that it changes as its condition.
/// </summary>
internal sealed class BookStore(DynamoDbClient dynamoDb, string table)
{
    private const string HasVersion = $"{BookRow.Version} = :version";

    public void Create(Book row, CancellationToken cancellationToken)
    {
        var transaction = new TransactWriteItemsRequest
        {
            ClientRequestToken = Guid.NewGuid().ToString(),
            TransactItems = [CreateInTransaction(row)],
        };
        Retry.Write(
            attemptToken => dynamoDb.TransactWriteItems(transaction, attemptToken),
            cancellationToken
        );
    }

    public TransactWriteItem CreateInTransaction(Book row) =>
        new()
        {
            Put = new Put
            {
                TableName = table,
                Item = BookRow.From(row),
                ConditionExpression = $"attribute_not_exists({BookRow.Id})",
            },
        };

    public Book? Find(Guid id, CancellationToken cancellationToken)
    {
        var get = new GetItemRequest
        {
            TableName = table,
            Key = BookRow.Key(id),
            ConsistentRead = true,
        };
        return Retry.Read(
            attemptToken => dynamoDb.GetItem(get, BookRow.Read, attemptToken),
            cancellationToken
        );
    }

    /// <param name="count">At most 101 rows of this size are less than the 1 MB of one response.</param>
    /// <param name="after">Id of the last row of the previous page; null for the first page.</param>
    /// <returns>The newest first. Rows written just before may be missing, since an index is updated after its table.</returns>
    public IReadOnlyList<Book> List(int count, Guid? after, CancellationToken cancellationToken)
    {
        var query = new QueryRequest
        {
            TableName = table,
            IndexName = "by_created",
            KeyConditionExpression = $"{BookRow.List} = :list",
            ExpressionAttributeValues = new() { [":list"] = new(BookRow.ListValue) },
            ScanIndexForward = false,
            Limit = count,
        };
        if (after is { } id)
        {
            query.KeyConditionExpression += $" AND {BookRow.Id} < :after";
            query.ExpressionAttributeValues[":after"] = new(id.ToString());
        }

        return Retry.Read(
            attemptToken =>
            {
                IReadOnlyList<Book> rows = [];
                dynamoDb.Query([query], BookRow.Read, (_, page) => rows = page.Rows, attemptToken);
                return rows;
            },
            cancellationToken
        );
    }

    /// <param name="ifMatch">Versions that may be changed; null for any.</param>
    /// <exception cref="OutcomeUnknownException">It cannot be determined whether the update was applied.</exception>
    public WriteResult Update(
        Guid id,
        BookInput input,
        EntityTags? ifMatch,
        CancellationToken cancellationToken
    ) =>
        Change(
            id,
            ifMatch,
            seen =>
            {
                var next = seen.With(input);
                return TryReplace(seen, next, cancellationToken) ? next : null;
            },
            cancellationToken
        );

    /// <param name="ifMatch">Versions that may be deleted; null for any.</param>
    public WriteResult Delete(Guid id, EntityTags? ifMatch, CancellationToken cancellationToken) =>
        Change(id, ifMatch, seen => TryDelete(seen, cancellationToken) ? seen : null, cancellationToken);

    /// <param name="tryWrite">Returns null when the row has another version meanwhile.</param>
    private WriteResult Change(
        Guid id,
        EntityTags? ifMatch,
        Func<Book, Book?> tryWrite,
        CancellationToken cancellationToken
    )
    {
        while (Find(id, cancellationToken) is { } seen)
        {
            if (!seen.Matches(ifMatch))
            {
                return new WriteResult.VersionMismatch();
            }

            if (tryWrite(seen) is { } written)
            {
                return new WriteResult.Written(written);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        return new WriteResult.NotFound();
    }

    private bool TryReplace(Book seen, Book next, CancellationToken cancellationToken)
    {
        var put = new PutItemRequest
        {
            TableName = table,
            Item = BookRow.From(next),
            ConditionExpression = HasVersion,
            ExpressionAttributeValues = VersionOf(seen),
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
        return Retry.Write(
            (mayBeApplied, attemptToken) =>
            {
                try
                {
                    dynamoDb.PutItem(put, attemptToken);
                    return true;
                }
                catch (ConditionFailedException failure)
                {
                    bool isApplied = failure.Row?.Read(row => row.Text(BookRow.Version)) == next.Version;
                    return isApplied || !mayBeApplied
                        ? isApplied
                        : throw new OutcomeUnknownException(
                            "A later write has replaced the version by which this one is recognized.",
                            failure
                        );
                }
            },
            cancellationToken
        );
    }

    /// <returns>True when the row does not exist any more.</returns>
    private bool TryDelete(Book seen, CancellationToken cancellationToken)
    {
        var delete = new DeleteItemRequest
        {
            TableName = table,
            Key = BookRow.Key(seen.Id),
            ConditionExpression = HasVersion,
            ExpressionAttributeValues = VersionOf(seen),
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
        return Retry.Write(
            (_, attemptToken) =>
            {
                try
                {
                    dynamoDb.DeleteItem(delete, attemptToken);
                    return true;
                }
                catch (ConditionFailedException failure)
                {
                    return failure.Row is null;
                }
            },
            cancellationToken
        );
    }

    private static Dictionary<string, AttributeValue> VersionOf(Book row) =>
        new() { [":version"] = new(row.Version) };
}
