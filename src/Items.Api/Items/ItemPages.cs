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
/// <param name="listShards">Shards of the index <c>by_created</c> to read.</param>
internal sealed class ItemPages(
    DynamoDbClient dynamoDb,
    string table,
    int listShards,
    UnreadableRows unreadable
)
{
    /// <summary>
    /// UTF-16 units of the texts of a page. Each is up to 7 bytes of the function's response, which can have 6 MB. Only rows
    /// that another program wrote are so long.
    /// </summary>
    private const int MaximumTextLength = 750_000;

    private readonly ItemQueries _queries = new(table, listShards);

    /// <returns>Items written just before may be missing, since an index is updated after its table.</returns>
    public ItemPage Query(int limit, string? category, Cursor? cursor, CancellationToken cancellationToken)
    {
        // One more than the limit shows whether there is a next page.
        int count = limit + 1;
        var newest = Read(_queries.Newest(category, cursor), count, cancellationToken)
            .OrderByDescending(row => row.ItemId, KeyOrder.Ascending)
            .Take(count)
            .ToList();
        int length = Math.Min(limit, CountFitting(newest));
        return new ItemPage(
            [.. newest.Take(length).Select(unreadable.ItemOf).OfType<Item>()],
            newest.Count > length ? new Cursor(newest[length - 1].ItemId) : null
        );
    }

    /// <returns>How many of the rows, from the first, a response can have: at least one, if there is one.</returns>
    private static int CountFitting(List<ItemRow> rows)
    {
        int length = 0;
        int tooLong = rows.FindIndex(row => (length += TextLength(row.Item)) > MaximumTextLength);
        return tooLong < 0 ? rows.Count : Math.Max(1, tooLong);
    }

    private static int TextLength(Item? item) =>
        item is null ? 0 : item.Name.Length + (item.Description?.Length ?? 0) + item.Category.Length;

    /// <summary>Reads the first <paramref name="count"/> items of each partition, in parallel as far as connections are open.</summary>
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
