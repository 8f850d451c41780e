using Amazon.DynamoDBv2.Model;
using NativeLambda.DynamoDb;

namespace Items.Api.Items;

/// <summary>A page of a list, newest first.</summary>
/// <param name="Next">Start of the next page; null on the last one.</param>
internal sealed record ItemPage(Item[] Items, Cursor? Next);

/// <summary>
/// Lists items through the indexes, never by a scan. Ids are in order of time, so a page has the largest ids below the
/// cursor: inserts and deletes between two pages neither repeat nor skip an item.
/// </summary>
/// <param name="table">Name of the items table.</param>
/// <param name="listShards">Partitions of the index <c>by_created</c> to read.</param>
internal sealed class ItemPages(
    DynamoDbClient dynamoDb,
    string table,
    int listShards,
    UnreadableRows unreadable
)
{
    private readonly ItemQueries _queries = new(table, listShards);

    /// <returns>Items written just before may be missing, since an index is updated after its table.</returns>
    public ItemPage Query(int limit, string? category, Cursor? cursor, CancellationToken cancellationToken)
    {
        // One more than the limit shows whether there is a next page.
        int count = limit + 1;
        var newest = Read(_queries.Newest(category, cursor), count, cancellationToken)
            .OrderByDescending(row => row.ItemId, StringComparer.Ordinal)
            .Take(count)
            .ToList();
        return new ItemPage(
            [.. newest.Take(limit).Select(unreadable.ItemOf).OfType<Item>()],
            newest.Count > limit ? new Cursor(newest[limit - 1].ItemId) : null
        );
    }

    /// <summary>Reads the first <paramref name="count"/> items of each partition, all partitions in parallel.</summary>
    private List<ItemRow> Read(
        IEnumerable<QueryRequest> partitions,
        int count,
        CancellationToken cancellationToken
    )
    {
        var found = new List<ItemRow>();
        var open = partitions.ToDictionary(query => query, _ => count);
        while (open.Count > 0)
        {
            Retry.Read(QueryOpen, cancellationToken);
        }

        return found;

        // Another attempt requests only what earlier ones did not return.
        bool QueryOpen(CancellationToken attemptToken)
        {
            foreach (var (query, missing) in open)
            {
                query.Limit = missing;
            }

            dynamoDb.Query([.. open.Keys], ItemAttributes.Read, Add, attemptToken);
            return true;
        }

        void Add(QueryRequest query, QueryPage<ItemRow> page)
        {
            found.AddRange(page.Rows);
            open[query] -= page.Rows.Count;
            if (open[query] <= 0 || page.IsLast)
            {
                open.Remove(query);
            }
        }
    }
}
