using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using NativeLambda.DynamoDb;
using NativeLambda.Http;
using NativeLambda.Validation;

namespace Items.Api.Items;

/// <summary>
/// Items in DynamoDB. No attempt of a write takes effect after a later write, however late it arrives: a create is a
/// transaction that DynamoDB applies once, an update or delete has the version that it changes as its condition
/// (docs/decisions/0006-retries-and-exactly-once.md).
/// </summary>
internal sealed class ItemStore(
    DynamoDbClient dynamoDb,
    string table,
    int listShards,
    UnreadableRows unreadable
)
{
    private const string NotExists = $"attribute_not_exists({ItemAttributes.ItemId})";

    public static Item NewItem(ItemCreate create)
    {
        var now = DateTime.UtcNow;
        string timestamp = Timestamp.Of(now);
        return new Item(
            ItemId.New(now),
            create.Name.Value!,
            create.Description.Value,
            ExactNumber.Of(create.Price.Value),
            create.Category.Value!,
            timestamp,
            timestamp,
            Version: 1
        );
    }

    public void Create(Item item, CancellationToken cancellationToken)
    {
        var transaction = new TransactWriteItemsRequest
        {
            // The same for every attempt: DynamoDB applies the transaction once, even when the item has been deleted since.
            ClientRequestToken = Guid.NewGuid().ToString(),
            TransactItems = [CreateInTransaction(item)],
        };
        Retry.Write(
            attemptToken => dynamoDb.TransactWriteItems(transaction, attemptToken),
            cancellationToken
        );
    }

    /// <summary>The write of a create, for a transaction.</summary>
    public TransactWriteItem CreateInTransaction(Item item) =>
        new()
        {
            Put = new Put
            {
                TableName = table,
                Item = ItemAttributes.From(item, Random.Shared.Next(listShards)),
                ConditionExpression = NotExists,
            },
        };

    /// <summary>
    /// The write that gives an item all values of another, or creates that one when there is none; for a transaction.
    /// </summary>
    /// <param name="itemId">Id of the item to change; null for none.</param>
    /// <returns>The write, which fails when the item is changed before it, and the id of its item.</returns>
    public (string ItemId, TransactWriteItem Write) ReplaceInTransaction(
        string? itemId,
        Item values,
        CancellationToken cancellationToken
    )
    {
        if (itemId is null || ReadRow(itemId, cancellationToken) is not { } row)
        {
            return (values.ItemId, CreateInTransaction(values));
        }

        var update = new UpdateItemRequest();
        ItemAttributes.SetReplacement(update, row, values, RecentWrites.NewId());
        return (
            itemId,
            new TransactWriteItem
            {
                Update = new Update
                {
                    TableName = table,
                    Key = ItemAttributes.Key(itemId),
                    UpdateExpression = update.UpdateExpression,
                    ConditionExpression = update.ConditionExpression,
                    ExpressionAttributeNames = update.ExpressionAttributeNames,
                    ExpressionAttributeValues = update.ExpressionAttributeValues,
                },
            }
        );
    }

    public FindResult Find(string itemId, CancellationToken cancellationToken)
    {
        if (ReadRow(itemId, cancellationToken) is not { } row)
        {
            return new FindResult.NotFound();
        }

        return unreadable.ItemOf(row) is { } item ? new FindResult.Found(item) : new FindResult.Unreadable();
    }

    /// <param name="changes">When empty, the item is read and not written.</param>
    /// <param name="ifMatch">Versions that may be changed; null for any.</param>
    /// <exception cref="OutcomeUnknownException">It cannot be determined whether the update was applied.</exception>
    public UpdateResult Update(
        string itemId,
        ItemUpdate changes,
        EntityTags? ifMatch,
        CancellationToken cancellationToken
    )
    {
        string writeId = RecentWrites.NewId();
        var row = ReadRow(itemId, cancellationToken);
        while (row is not null)
        {
            if (unreadable.ItemOf(row) is not { } item)
            {
                return new UpdateResult.Unreadable();
            }

            if (!ItemVersion.IsAccepted(item.Version, ifMatch))
            {
                return new UpdateResult.VersionMismatch();
            }

            if (changes.IsEmpty)
            {
                return new UpdateResult.Updated(item);
            }

            var update = NewUpdate(itemId, row, changes, writeId);
            (bool isApplied, row) = TryUpdate(update, item.Version + 1, writeId, cancellationToken);
            if (isApplied)
            {
                return row is not null && unreadable.ItemOf(row) is { } updated
                    ? new UpdateResult.Updated(updated)
                    : new UpdateResult.Unreadable();
            }

            // Another write was first: the next round has its version.
            cancellationToken.ThrowIfCancellationRequested();
        }

        return new UpdateResult.NotFound();
    }

    /// <param name="ifMatch">Versions that may be deleted; null for any.</param>
    public DeleteResult Delete(string itemId, EntityTags? ifMatch, CancellationToken cancellationToken)
    {
        var row = ReadRow(itemId, cancellationToken);
        while (row is not null)
        {
            if (!ItemVersion.IsAccepted(ItemAttributes.VersionOf(row), ifMatch))
            {
                return new DeleteResult.VersionMismatch();
            }

            (bool isDeleted, row) = TryDelete(itemId, row, cancellationToken);
            if (isDeleted)
            {
                return new DeleteResult.Deleted();
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        return new DeleteResult.NotFound();
    }

    /// <returns>Null when there is no row.</returns>
    private ItemRow? ReadRow(string itemId, CancellationToken cancellationToken)
    {
        if (!ItemAttributes.CanBeKey(itemId))
        {
            return null;
        }

        var get = new GetItemRequest
        {
            TableName = table,
            Key = ItemAttributes.Key(itemId),
            ConsistentRead = true,
        };
        return Retry.Read(
            attemptToken => dynamoDb.GetItem(get, ItemAttributes.Read, attemptToken),
            cancellationToken
        );
    }

    private UpdateItemRequest NewUpdate(string itemId, ItemRow row, ItemUpdate changes, string writeId)
    {
        var update = new UpdateItemRequest
        {
            TableName = table,
            Key = ItemAttributes.Key(itemId),
            ReturnValues = ReturnValue.ALL_NEW,
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
        ItemAttributes.SetUpdate(update, row, changes, writeId);
        return update;
    }

    /// <param name="version">That the update makes.</param>
    /// <returns>Whether the update was applied, and the row as it is now; null when there is none.</returns>
    private (bool IsApplied, ItemRow? Row) TryUpdate(
        UpdateItemRequest update,
        long version,
        string writeId,
        CancellationToken cancellationToken
    ) =>
        Retry.Write(
            (mayBeApplied, attemptToken) =>
            {
                try
                {
                    return (true, dynamoDb.UpdateItem(update, ItemAttributes.Read, attemptToken));
                }
                catch (ConditionFailedException failure)
                {
                    var row = failure.Row?.Read(ItemAttributes.Read);
                    bool? isApplied =
                        mayBeApplied && row is not null
                            ? failure.Row!.Read(attributes =>
                                RecentWrites.Made(attributes, ItemAttributes.VersionOf(row), version, writeId)
                            )
                            : false;
                    return (
                        isApplied
                            ?? throw new OutcomeUnknownException(
                                "Later writes have removed the record of whether the update was applied.",
                                failure
                            ),
                        row
                    );
                }
            },
            cancellationToken
        );

    /// <param name="seen">The row with the version that is deleted.</param>
    /// <returns>Whether the row was deleted, and the row as it is now; null when there is none.</returns>
    private (bool IsDeleted, ItemRow? Row) TryDelete(
        string itemId,
        ItemRow seen,
        CancellationToken cancellationToken
    )
    {
        var values = new Dictionary<string, AttributeValue>();
        var delete = new DeleteItemRequest
        {
            TableName = table,
            Key = ItemAttributes.Key(itemId),
            ConditionExpression = ItemAttributes.HasVersionOf(seen, values),
            ExpressionAttributeValues = values,
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
        return Retry.Write<(bool, ItemRow?)>(
            (mayBeApplied, attemptToken) =>
            {
                try
                {
                    dynamoDb.DeleteItem(delete, attemptToken);
                    return (true, null);
                }
                catch (ConditionFailedException failure)
                {
                    var row = failure.Row?.Read(ItemAttributes.Read);
                    return (mayBeApplied && row is null, row);
                }
            },
            cancellationToken
        );
    }
}
