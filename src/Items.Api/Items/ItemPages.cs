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
internal sealed class ItemPages(DynamoDbClient dynamoDb, string table, int listShards)
{
    /// <returns>Items just written may still be missing, as an index follows its table.</returns>
    public ItemPage Query(int limit, string? category, Cursor? cursor, CancellationToken deadline)
    {
        if (category is not null && !ItemAttributes.CanBeKey(category))
        {
            return new ItemPage([], Next: null);
        }

        // One more than asked for tells whether there is a next page.
        int count = limit + 1;
        QueryRequest[] partitions = category is null
            ?
            [
                .. Enumerable
                    .Range(0, listShards)
                    .Select(shard =>
                        Newest("by_created", ItemAttributes.ListShard, ItemAttributes.Number(shard), cursor)
                    ),
            ]
            : [Newest("by_category", ItemAttributes.Category, new AttributeValue(category), cursor)];
        var newest = Read(partitions, count, deadline)
            .OrderByDescending(item => item[ItemAttributes.ItemId].S, StringComparer.Ordinal)
            .Take(count)
            .ToList();
        var items = newest.Take(limit).Select(ItemAttributes.ToItem).ToArray();
        return new ItemPage(items, newest.Count > limit ? new Cursor(Guid.Parse(items[^1].ItemId)) : null);
    }

    /// <summary>The newest items of a partition, below the cursor.</summary>
    private QueryRequest Newest(string index, string key, AttributeValue value, Cursor? cursor)
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
            query.ExpressionAttributeValues[":after"] = new AttributeValue(start.After.ToString());
        }

        return query;
    }

    /// <summary>The first <paramref name="count"/> items of each partition, all partitions at the same time.</summary>
    private List<Dictionary<string, AttributeValue>> Read(
        IEnumerable<QueryRequest> partitions,
        int count,
        CancellationToken deadline
    )
    {
        var found = new List<Dictionary<string, AttributeValue>>();
        var open = partitions.ToDictionary(query => query, _ => count);
        while (open.Count > 0)
        {
            Retry.Run(AskOpen, deadline);
        }

        return found;

        // Another attempt asks only for what the one before did not bring.
        void AskOpen(CancellationToken token)
        {
            foreach (var (query, missing) in open)
            {
                query.Limit = missing;
            }

            dynamoDb.Query([.. open.Keys], Take, token);
        }

        void Take(QueryRequest query, QueryResponse answer)
        {
            found.AddRange(answer.Items ?? []);
            open[query] -= answer.Items?.Count ?? 0;
            query.ExclusiveStartKey = answer.LastEvaluatedKey;
            // An answer ends at 1 MB, whatever the limit; only the absence of a last key is the end.
            if (open[query] <= 0 || answer.LastEvaluatedKey is not { Count: > 0 })
            {
                open.Remove(query);
            }
        }
    }
}
