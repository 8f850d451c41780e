using Amazon.DynamoDBv2.Model;
using NativeLambda.DynamoDb;

namespace Items.Api.Items;

/// <summary>
/// Reads whole lists, newest item first, in constant memory. All partitions are merged by id; since an
/// id never changes, every item that exists from start to end is read exactly once.
/// </summary>
/// <param name="table">Name of the items table.</param>
/// <param name="listShards">Shards of the index <c>by_created</c> to read.</param>
internal sealed class ItemStream(
    DynamoDbClient dynamoDb,
    string table,
    int listShards,
    UnreadableRows unreadable
)
{
    /// <summary>Largest number of rows in one response of all partitions together. A row can have about 3 kB.</summary>
    private const int RowsPerRead = 1000;

    private readonly ItemQueries _queries = new(table, listShards);

    /// <param name="category">Filter; null for all items.</param>
    /// <param name="cursor">Where to start; null for the newest item.</param>
    public IEnumerable<ItemRow> Read(string? category, Cursor? cursor, CancellationToken cancellationToken)
    {
        var queries = _queries.Newest(category, cursor);
        var partitions = queries.Select(query => new Partition(query, RowsPerRead / queries.Length)).ToList();
        while (true)
        {
            if (partitions.Exists(partition => partition.MustRead))
            {
                Read(partitions.FindAll(partition => partition.ShouldRead), cancellationToken);
                continue;
            }

            var newest = partitions
                .Where(partition => partition.FirstId is not null)
                .MaxBy(partition => partition.FirstId!, KeyOrder.Ascending);
            if (newest is null)
            {
                yield break;
            }

            var row = newest.TakeFirst();
            unreadable.ItemOf(row);
            yield return row;
        }
    }

    private void Read(List<Partition> partitions, CancellationToken cancellationToken) =>
        Retry.Read(
            attemptToken =>
            {
                // Another attempt requests only what earlier ones did not return.
                var open = partitions.FindAll(partition => partition.ShouldRead);
                dynamoDb.Query(
                    [.. open.Select(partition => partition.Query)],
                    ItemAttributes.Read,
                    (query, page) => open.Find(partition => partition.Query == query)!.Add(page),
                    attemptToken
                );
                return true;
            },
            cancellationToken
        );

    /// <summary>The rows of a partition that have been read and not taken.</summary>
    private sealed class Partition
    {
        private readonly Queue<ItemRow> _rows = [];
        private bool _hasEnded;

        public Partition(QueryRequest query, int limit)
        {
            Query = query;
            Query.Limit = limit;
        }

        public QueryRequest Query { get; }

        public string? FirstId => _rows.TryPeek(out var row) ? row.ItemId : null;

        /// <summary>The next row is not known.</summary>
        public bool MustRead => _rows.Count == 0 && !_hasEnded;

        /// <summary>Worth a query when one is made for another partition: partitions become empty at about the same time.</summary>
        public bool ShouldRead => _rows.Count <= Query.Limit / 2 && !_hasEnded;

        public ItemRow TakeFirst() => _rows.Dequeue();

        public void Add(QueryPage<ItemRow> page)
        {
            foreach (var row in page.Rows)
            {
                _rows.Enqueue(row);
            }

            _hasEnded = page.IsLast;
        }
    }
}
