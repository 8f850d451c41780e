using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Items.Api.DynamoDb;
using Items.Api.Http;
using Items.Api.Idempotency;

namespace Items.Api.Items;

/// <summary>
/// Items in DynamoDB. The condition of a write is part of the write: nothing is read first to decide about it, and
/// what a failed condition returns tells why it failed.
/// </summary>
/// <remarks>
/// An attempt whose answer is lost may have been applied. A create finds its own id taken. An update carries an id
/// that the item remembers among its last writes, so that a second attempt neither applies it again nor takes the
/// first for somebody else's; when others have pushed that id out meanwhile, the caller hears that the outcome is not
/// known. A delete that finds nothing after such an attempt has done its work.
/// </remarks>
internal sealed class ItemStore(
    DynamoDbClient dynamoDb,
    IdempotencyStore idempotency,
    string table,
    int listShards
)
{
    private const string NotExists = "attribute_not_exists(item_id)";
    private const string Exists = "attribute_exists(item_id)";

    /// <summary>Ids of writes are in order of time: the oldest that the item remembers is older than this one.</summary>
    private static readonly string StillRemembered =
        $"{ItemAttributes.RecentWrites}[{ItemAttributes.RememberedWrites - 1}] < :write";

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

    public void Create(Item item, CancellationToken deadline)
    {
        var put = new PutItemRequest
        {
            TableName = table,
            Item = NewAttributes(item),
            ConditionExpression = NotExists,
        };
        Retry.Run(
            token =>
            {
                try
                {
                    dynamoDb.PutItem(put, token);
                }
                catch (ConditionalCheckFailedException)
                {
                    // The id is new, so only an earlier attempt at this very write can have used it.
                }
            },
            deadline
        );
    }

    /// <summary>Creates the item together with the record of its request, or neither.</summary>
    public OnceResult CreateOnce(Item item, IdempotencyRecord record, CancellationToken deadline) =>
        idempotency.Write(
            record,
            new TransactWriteItem
            {
                Put = new Put
                {
                    TableName = table,
                    Item = NewAttributes(item),
                    ConditionExpression = NotExists,
                },
            },
            deadline
        );

    public Item? Find(string itemId, CancellationToken deadline)
    {
        if (!ItemAttributes.CanBeKey(itemId))
        {
            return null;
        }

        var get = new GetItemRequest
        {
            TableName = table,
            Key = Key(itemId),
            ConsistentRead = true,
        };
        var response = Retry.Run(token => dynamoDb.GetItem(get, token), deadline);
        return response.IsItemSet ? ItemAttributes.ToItem(response.Item) : null;
    }

    /// <summary>The item as it is, if its version is accepted: what an update without changes answers.</summary>
    public WriteResult Find(string itemId, EntityTags? ifMatch, CancellationToken deadline) =>
        Find(itemId, deadline) is not { } item ? WriteResult.NotFound
        : ifMatch is null or { IsAny: true } || ItemVersion.Accepted(ifMatch).Contains(item.Version)
            ? WriteResult.Done(item)
        : WriteResult.VersionMismatch;

    /// <param name="itemId">Whatever the client sent.</param>
    /// <param name="changes">Not empty.</param>
    /// <param name="ifMatch">Versions that may be changed; null for any.</param>
    /// <param name="deadline">Ends all attempts.</param>
    public WriteResult TryUpdate(
        string itemId,
        ItemUpdate changes,
        EntityTags? ifMatch,
        CancellationToken deadline
    )
    {
        if (!ItemAttributes.CanBeKey(itemId))
        {
            return WriteResult.NotFound;
        }

        var now = DateTime.UtcNow;
        string writeId = ItemId.New(now);
        var update = new UpdateItemRequest
        {
            TableName = table,
            Key = Key(itemId),
            ReturnValues = ReturnValue.ALL_NEW,
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
        ItemAttributes.SetUpdate(update, changes, Timestamp(now), writeId);
        string condition =
            $"{Exists} AND NOT contains(recent_writes, :write)"
            + VersionCondition(ifMatch, update.ExpressionAttributeValues);
        return Retry.Run(
            (mayBeApplied, token) =>
            {
                update.ConditionExpression = mayBeApplied ? $"{condition} AND {StillRemembered}" : condition;
                try
                {
                    var response = dynamoDb.UpdateItem(update, token);
                    return WriteResult.Done(ItemAttributes.ToItem(response.Attributes));
                }
                catch (ConditionalCheckFailedException failure)
                {
                    return failure.Item is not { Count: > 0 } item ? WriteResult.NotFound
                        : ItemAttributes.HasWrite(item, writeId)
                            ? WriteResult.Done(ItemAttributes.ToItem(item))
                        : mayBeApplied && !ItemAttributes.WouldRemember(item, writeId)
                            ? throw new TimeoutException(
                                "The item has changed so often since that nobody can tell whether the update was applied.",
                                failure
                            )
                        : WriteResult.VersionMismatch;
                }
            },
            deadline
        );
    }

    /// <inheritdoc cref="TryUpdate"/>
    public WriteResult TryDelete(string itemId, EntityTags? ifMatch, CancellationToken deadline)
    {
        if (!ItemAttributes.CanBeKey(itemId))
        {
            return WriteResult.NotFound;
        }

        var values = new Dictionary<string, AttributeValue>();
        var delete = new DeleteItemRequest
        {
            TableName = table,
            Key = Key(itemId),
            ConditionExpression = Exists + VersionCondition(ifMatch, values),
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
        if (values.Count > 0)
        {
            delete.ExpressionAttributeValues = values;
        }

        return Retry.Run(
            (mayBeApplied, token) =>
            {
                try
                {
                    dynamoDb.DeleteItem(delete, token);
                    return WriteResult.Done();
                }
                catch (ConditionalCheckFailedException failure)
                {
                    return failure.Item is { Count: > 0 } ? WriteResult.VersionMismatch
                        : mayBeApplied ? WriteResult.Done()
                        : WriteResult.NotFound;
                }
            },
            deadline
        );
    }

    private Dictionary<string, AttributeValue> NewAttributes(Item item) =>
        ItemAttributes.From(item, Random.Shared.Next(listShards));

    private static string VersionCondition(EntityTags? ifMatch, Dictionary<string, AttributeValue> values)
    {
        if (ifMatch is null or { IsAny: true })
        {
            return "";
        }

        var versions = ItemVersion.Accepted(ifMatch);
        if (versions.Count == 0)
        {
            // No item has this version, but whether there is an item still has to be found out.
            versions = [0];
        }

        for (int i = 0; i < versions.Count; i++)
        {
            values[$":v{i}"] = ItemAttributes.Number(versions[i]);
        }

        return $" AND version IN ({string.Join(", ", Enumerable.Range(0, versions.Count).Select(i => $":v{i}"))})";
    }

    private static Dictionary<string, AttributeValue> Key(string itemId) =>
        new() { [ItemAttributes.ItemId] = new AttributeValue(itemId) };

    private static string Timestamp(DateTime utc) =>
        utc.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
