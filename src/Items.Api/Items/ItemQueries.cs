using Amazon.DynamoDBv2.Model;

namespace Items.Api.Items;

/// <summary>The queries of lists, newest item first.</summary>
/// <param name="table">Name of the items table.</param>
/// <param name="listShards">Shards of the index <c>by_created</c> to read.</param>
internal sealed class ItemQueries(string table, int listShards)
{
    /// <param name="category">Filter; null for all items.</param>
    /// <param name="cursor">The items start below it; null for the newest.</param>
    /// <returns>A query of each partition of the list; none when no item can have the category.</returns>
    public QueryRequest[] Newest(string? category, Cursor? cursor) =>
        category is null ? OfAllShards(cursor)
        : ItemAttributes.CanBeKey(category)
            ? [Partition("by_category", ItemAttributes.Category, new AttributeValue(category), cursor)]
        : [];

    private QueryRequest[] OfAllShards(Cursor? cursor)
    {
        var queries = new QueryRequest[listShards];
        for (int shard = 0; shard < listShards; shard++)
        {
            var key = ItemAttributes.Number(shard);
            queries[shard] = Partition("by_created", ItemAttributes.ListShard, key, cursor);
        }

        return queries;
    }

    private QueryRequest Partition(string index, string key, AttributeValue value, Cursor? cursor)
    {
        var query = new QueryRequest
        {
            TableName = table,
            IndexName = index,
            KeyConditionExpression = $"{key} = :partition",
            ExpressionAttributeValues = new() { [":partition"] = value },
            ScanIndexForward = false,
        };
        if (cursor is { } start)
        {
            query.KeyConditionExpression += $" AND {ItemAttributes.ItemId} < :after";
            query.ExpressionAttributeValues[":after"] = new AttributeValue(start.After);
        }

        return query;
    }
}
