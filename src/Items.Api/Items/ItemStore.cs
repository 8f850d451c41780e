using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using NativeLambda.DynamoDb;

namespace Items.Api.Items;

/// <summary>
/// Items in DynamoDB. The condition of a write is part of the write: no item is read first to decide about it, and the
/// item that a failed condition returns shows the reason.
/// </summary>
/// <remarks>
/// An attempt whose response is lost may have been applied. A repeated create then finds its own id; a repeated update
/// finds its id among the item's <see cref="RecentWrites"/>; a repeated delete finds no item.
/// </remarks>
internal sealed class ItemStore(DynamoDbClient dynamoDb, string table, int listShards)
{
    private const string NotExists = $"attribute_not_exists({ItemAttributes.ItemId})";
    private const string Exists = $"attribute_exists({ItemAttributes.ItemId})";

    public static Item NewItem(ItemCreate create)
    {
        var now = DateTime.UtcNow;
        string timestamp = Timestamp(now);
        return new Item(
            ItemId.New(now),
            create.Name.Value!,
            create.Description.Value,
            create.Price.Value,
            create.Category.Value!,
            timestamp,
            timestamp,
            Version: 1
        );
    }

    public void Create(Item item, CancellationToken cancellationToken)
    {
        var put = new PutItemRequest
        {
            TableName = table,
            Item = NewAttributes(item),
            ConditionExpression = NotExists,
        };
        Retry.Run(
            attemptToken =>
            {
                try
                {
                    dynamoDb.PutItem(put, attemptToken);
                }
                catch (ConditionalCheckFailedException)
                {
                    // The id is new, so an earlier attempt of this write was applied.
                }
            },
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
                Item = NewAttributes(item),
                ConditionExpression = NotExists,
            },
        };

    public Item? Find(string itemId, CancellationToken cancellationToken)
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
        var response = Retry.Run(attemptToken => dynamoDb.GetItem(get, attemptToken), cancellationToken);
        return response.IsItemSet ? ItemAttributes.ToItem(response.Item) : null;
    }

    /// <param name="changes">When empty, the item is read and not written.</param>
    /// <param name="versions">Versions that may be changed; null for any.</param>
    /// <exception cref="TimeoutException">It cannot be determined whether the update was applied.</exception>
    public UpdateResult Update(
        string itemId,
        ItemUpdate changes,
        IReadOnlyList<long>? versions,
        CancellationToken cancellationToken
    )
    {
        if (changes.IsEmpty)
        {
            return Find(itemId, cancellationToken) is not { } item ? new UpdateResult.NotFound()
                : versions?.Contains(item.Version) ?? true ? new UpdateResult.Updated(item)
                : new UpdateResult.VersionMismatch();
        }

        if (!ItemAttributes.CanBeKey(itemId))
        {
            return new UpdateResult.NotFound();
        }

        var now = DateTime.UtcNow;
        string writeId = ItemId.New(now);
        var update = new UpdateItemRequest
        {
            TableName = table,
            Key = ItemAttributes.Key(itemId),
            ReturnValues = ReturnValue.ALL_NEW,
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
        ItemAttributes.SetUpdate(update, changes, Timestamp(now), writeId);
        string condition =
            $"{Exists} AND {RecentWrites.NotApplied}"
            + VersionCondition(versions, update.ExpressionAttributeValues);
        return Retry.Run(
            (mayBeApplied, attemptToken) =>
            {
                update.ConditionExpression = mayBeApplied
                    ? $"{condition} AND {RecentWrites.StillKept}"
                    : condition;
                try
                {
                    var response = dynamoDb.UpdateItem(update, attemptToken);
                    return new UpdateResult.Updated(ItemAttributes.ToItem(response.Attributes));
                }
                catch (ConditionalCheckFailedException failure)
                {
                    return Explain(failure, writeId, mayBeApplied);
                }
            },
            cancellationToken
        );
    }

    /// <param name="versions">Versions that may be deleted; null for any.</param>
    public DeleteResult Delete(
        string itemId,
        IReadOnlyList<long>? versions,
        CancellationToken cancellationToken
    )
    {
        if (!ItemAttributes.CanBeKey(itemId))
        {
            return new DeleteResult.NotFound();
        }

        var values = new Dictionary<string, AttributeValue>();
        var delete = new DeleteItemRequest
        {
            TableName = table,
            Key = ItemAttributes.Key(itemId),
            ConditionExpression = Exists + VersionCondition(versions, values),
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
        if (values.Count > 0)
        {
            delete.ExpressionAttributeValues = values;
        }

        return Retry.Run<DeleteResult>(
            (mayBeApplied, attemptToken) =>
            {
                try
                {
                    dynamoDb.DeleteItem(delete, attemptToken);
                    return new DeleteResult.Deleted();
                }
                catch (ConditionalCheckFailedException failure)
                {
                    return failure.Item is { Count: > 0 } ? new DeleteResult.VersionMismatch()
                        : mayBeApplied ? new DeleteResult.Deleted()
                        : new DeleteResult.NotFound();
                }
            },
            cancellationToken
        );
    }

    /// <summary>Determines from the item that a failed condition returned why it failed.</summary>
    private static UpdateResult Explain(
        ConditionalCheckFailedException failure,
        string writeId,
        bool mayBeApplied
    ) =>
        failure.Item is not { Count: > 0 } item ? new UpdateResult.NotFound()
        : RecentWrites.Contains(item, writeId) ? new UpdateResult.Updated(ItemAttributes.ToItem(item))
        : mayBeApplied && !RecentWrites.WouldContain(item, writeId)
            ? throw new TimeoutException(
                "Later writes to the item make it impossible to determine whether the update was applied.",
                failure
            )
        : new UpdateResult.VersionMismatch();

    private Dictionary<string, AttributeValue> NewAttributes(Item item) =>
        ItemAttributes.From(item, Random.Shared.Next(listShards));

    /// <summary>Adds the versions to the values of the condition.</summary>
    private static string VersionCondition(
        IReadOnlyList<long>? versions,
        Dictionary<string, AttributeValue> values
    )
    {
        if (versions is null)
        {
            return "";
        }

        // No item has version 0, so the condition fails and returns the item, if there is one.
        IReadOnlyList<long> accepted = versions.Count > 0 ? versions : [0];
        var names = new List<string>();
        foreach (long version in accepted)
        {
            names.Add($":v{names.Count}");
            values[names[^1]] = ItemAttributes.Number(version);
        }

        return $" AND {ItemAttributes.Version} IN ({string.Join(", ", names)})";
    }

    private static string Timestamp(DateTime utc) =>
        utc.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
