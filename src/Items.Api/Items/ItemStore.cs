using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Items.Api.Items;

/// <summary>
/// Items in DynamoDB. The condition of a write is part of the write: nothing is read first to decide about it.
/// </summary>
/// <param name="dynamoDb">The client.</param>
/// <param name="table">Name of the items table.</param>
/// <param name="listShards">Partitions over which the index <c>by_created</c> spreads its writes.</param>
internal sealed class ItemStore(IAmazonDynamoDB dynamoDb, string table, int listShards)
{
    private const string ByCreated = "by_created";
    private const string Exists = "attribute_exists(item_id)";

    /// <summary>Largest partition key in bytes; no item can have a longer id.</summary>
    private const int MaximumKey = 2048;

    public async Task<Item> CreateAsync(ItemCreate create, CancellationToken cancellationToken)
    {
        var now = DateTime.UtcNow;
        string timestamp = Timestamp(now);
        var item = new Item(
            ItemId.New(now),
            create.Name.Value!,
            create.Description.Value,
            create.Price.Value,
            create.Category.Value!,
            timestamp,
            timestamp
        );
        var attributes = ItemAttributes.From(item);
        attributes[ItemAttributes.ListShard] = ItemAttributes.Number(Random.Shared.Next(listShards));
        try
        {
            await dynamoDb.PutItemAsync(
                new PutItemRequest
                {
                    TableName = table,
                    Item = attributes,
                    ConditionExpression = "attribute_not_exists(item_id)",
                },
                cancellationToken
            );
        }
        catch (ConditionalCheckFailedException)
        {
            // The id is new, so only an earlier attempt at this very write, whose answer was lost, can have used it.
        }

        return item;
    }

    /// <returns>The newest items first; items just written may still be missing, as the index follows the table.</returns>
    public async Task<Item[]> QueryAsync(int limit, CancellationToken cancellationToken)
    {
        var shards = await Task.WhenAll(
            Enumerable.Range(0, listShards).Select(shard => QueryShardAsync(shard, limit, cancellationToken))
        );
        return
        [
            .. shards
                .SelectMany(shard => shard.Items)
                .Select(ItemAttributes.ToItem)
                .OrderByDescending(item => item.ItemId, StringComparer.Ordinal)
                .Take(limit),
        ];
    }

    public async Task<Item?> FindAsync(string itemId, CancellationToken cancellationToken)
    {
        if (!CanBeKey(itemId))
        {
            return null;
        }

        var response = await dynamoDb.GetItemAsync(
            new GetItemRequest
            {
                TableName = table,
                Key = Key(itemId),
                ConsistentRead = true,
            },
            cancellationToken
        );
        return response.IsItemSet ? ItemAttributes.ToItem(response.Item) : null;
    }

    /// <returns>The item after the change; null when there is none with that id.</returns>
    public async Task<Item?> TryUpdateAsync(
        string itemId,
        ItemUpdate changes,
        CancellationToken cancellationToken
    )
    {
        if (changes.IsEmpty || !CanBeKey(itemId))
        {
            return await FindAsync(itemId, cancellationToken);
        }

        var (expression, names, values) = ItemAttributes.SetExpression(changes, Timestamp(DateTime.UtcNow));
        try
        {
            var response = await dynamoDb.UpdateItemAsync(
                new UpdateItemRequest
                {
                    TableName = table,
                    Key = Key(itemId),
                    UpdateExpression = expression,
                    ExpressionAttributeNames = names,
                    ExpressionAttributeValues = values,
                    ConditionExpression = Exists,
                    ReturnValues = ReturnValue.ALL_NEW,
                },
                cancellationToken
            );
            return ItemAttributes.ToItem(response.Attributes);
        }
        catch (ConditionalCheckFailedException)
        {
            return null;
        }
    }

    /// <returns>False when there was no item with that id.</returns>
    public async Task<bool> TryDeleteAsync(string itemId, CancellationToken cancellationToken)
    {
        if (!CanBeKey(itemId))
        {
            return false;
        }

        try
        {
            await dynamoDb.DeleteItemAsync(
                new DeleteItemRequest
                {
                    TableName = table,
                    Key = Key(itemId),
                    ConditionExpression = Exists,
                },
                cancellationToken
            );
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    private Task<QueryResponse> QueryShardAsync(int shard, int limit, CancellationToken cancellationToken) =>
        dynamoDb.QueryAsync(
            new QueryRequest
            {
                TableName = table,
                IndexName = ByCreated,
                KeyConditionExpression = "list_shard = :shard",
                ExpressionAttributeValues = new() { [":shard"] = ItemAttributes.Number(shard) },
                ScanIndexForward = false,
                Limit = limit,
            },
            cancellationToken
        );

    private static Dictionary<string, AttributeValue> Key(string itemId) =>
        new() { [ItemAttributes.ItemId] = new AttributeValue(itemId) };

    private static bool CanBeKey(string itemId) =>
        itemId.Length > 0 && System.Text.Encoding.UTF8.GetByteCount(itemId) <= MaximumKey;

    private static string Timestamp(DateTime utc) =>
        utc.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
