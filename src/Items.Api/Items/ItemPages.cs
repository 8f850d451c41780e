using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Items.Api.DynamoDb;

namespace Items.Api.Items;

/// <summary>A page of a list, newest first.</summary>
/// <param name="Items">The items.</param>
/// <param name="Next">Where the next page starts; null on the last one.</param>
internal sealed record ItemPage(Item[] Items, Cursor? Next);

/// <summary>
/// Lists items through the indexes, never by a scan. Ids are ordered by time, so a page is the largest ids below
/// the cursor: inserts and deletes in between can neither repeat nor hide an item.
/// </summary>
/// <param name="dynamoDb">The client.</param>
/// <param name="table">Name of the items table.</param>
/// <param name="listShards">Partitions of the index <c>by_created</c> to read.</param>
internal sealed class ItemPages(IAmazonDynamoDB dynamoDb, string table, int listShards)
{
    /// <returns>Items just written may still be missing, as an index follows its table.</returns>
    public async Task<ItemPage> QueryAsync(
        int limit,
        string? category,
        Cursor? cursor,
        CancellationToken deadline
    )
    {
        if (category is not null && !ItemAttributes.CanBeKey(category))
        {
            return new ItemPage([], Next: null);
        }

        // One more than asked for tells whether there is a next page.
        var partitions = category is null
            ? Enumerable
                .Range(0, listShards)
                .Select(shard =>
                    Partition("by_created", ItemAttributes.ListShard, ItemAttributes.Number(shard))
                )
            : [Partition("by_category", ItemAttributes.Category, new AttributeValue(category))];
        var found = await Task.WhenAll(
            partitions.Select(partition => NewestAsync(partition, limit + 1, cursor, deadline))
        );
        var newest = found
            .SelectMany(items => items)
            .OrderByDescending(item => item[ItemAttributes.ItemId].S, StringComparer.Ordinal)
            .Take(limit + 1)
            .ToList();
        var items = newest.Take(limit).Select(ItemAttributes.ToItem).ToArray();
        return new ItemPage(items, newest.Count > limit ? new Cursor(Guid.Parse(items[^1].ItemId)) : null);
    }

    private QueryRequest Partition(string index, string key, AttributeValue value) =>
        new()
        {
            TableName = table,
            IndexName = index,
            KeyConditionExpression = $"{key} = :partition",
            ExpressionAttributeValues = new() { [":partition"] = value },
            ScanIndexForward = false,
        };

    private async Task<List<Dictionary<string, AttributeValue>>> NewestAsync(
        QueryRequest query,
        int count,
        Cursor? cursor,
        CancellationToken deadline
    )
    {
        if (cursor is { } start)
        {
            query.KeyConditionExpression += $" AND {ItemAttributes.ItemId} < :after";
            query.ExpressionAttributeValues[":after"] = new AttributeValue(start.After.ToString());
        }

        // An answer ends at 1 MB, whatever the limit; only the absence of a last key is the end.
        var items = new List<Dictionary<string, AttributeValue>>();
        do
        {
            query.Limit = count - items.Count;
            var response = await Retry.RunAsync(token => dynamoDb.QueryAsync(query, token), deadline);
            items.AddRange(response.Items ?? []);
            query.ExclusiveStartKey = response.LastEvaluatedKey;
        } while (items.Count < count && query.ExclusiveStartKey is { Count: > 0 });

        return items;
    }
}
