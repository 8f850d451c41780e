using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Items.LocalHost.Migration;

/// <summary>
/// Gives each row of a table a shard and the table its indexes. Every step depends only on the table, so that a run can be
/// stopped at any time and repeated. The API and other services may write meanwhile.
/// </summary>
internal sealed class TableMigration(
    IAmazonDynamoDB client,
    ListTable table,
    bool dryRun,
    TextWriter output,
    TextWriter error
)
{
    private const int ConcurrentWrites = 16;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    private int _scanned;
    private int _added;
    private int _present;
    private int _skipped;

    /// <returns>False when rows were skipped.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var indexes = new ListIndexes(client, table, output);
        await indexes.CheckAsync(cancellationToken);
        output.WriteLine($"Table     {table.Name}, list shards: {table.Shards}{(dryRun ? ", dry run" : "")}");
        await AddRowsAsync(cancellationToken);
        // After the rows: DynamoDB then fills each index once, from all rows.
        await indexes.CreateAsync(dryRun, cancellationToken);
        if (_skipped > 0)
        {
            output.WriteLine("Correct or delete the skipped rows, and run the same command again.");
        }

        return _skipped == 0;
    }

    private async Task AddRowsAsync(CancellationToken cancellationToken)
    {
        var scan = new ScanRequest
        {
            TableName = table.Name,
            ProjectionExpression = "#key, #shard, #name, #price, #version",
            ExpressionAttributeNames = new()
            {
                ["#key"] = ListTable.Key,
                ["#shard"] = ListTable.Shard,
                ["#name"] = "name",
                ["#price"] = "price",
                ["#version"] = "version",
            },
        };
        var sinceReport = Stopwatch.StartNew();
        bool isLast;
        do
        {
            var page = await Backoff.RetryAsync(
                () => client.ScanAsync(scan, cancellationToken),
                cancellationToken
            );
            await Parallel.ForEachAsync(
                FindRowsWithoutShard(page.Items ?? []),
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = ConcurrentWrites,
                    CancellationToken = cancellationToken,
                },
                async (itemId, _) => await AddAsync(itemId, cancellationToken)
            );
            scan.ExclusiveStartKey = page.LastEvaluatedKey;
            isLast = scan.ExclusiveStartKey is not { Count: > 0 };
            if (isLast || sinceReport.Elapsed > ProgressInterval)
            {
                Report();
                sinceReport.Restart();
            }
        } while (!isLast);
    }

    private List<string> FindRowsWithoutShard(IReadOnlyList<Dictionary<string, AttributeValue>> rows)
    {
        var itemIds = new List<string>();
        foreach (var row in rows)
        {
            _scanned++;
            string itemId = row[ListTable.Key].S;
            if (table.FindFault(row) is { } fault)
            {
                Skip(itemId, fault);
            }
            else if (row.ContainsKey(ListTable.Shard))
            {
                _present++;
            }
            else
            {
                itemIds.Add(itemId);
            }
        }

        return itemIds;
    }

    private async Task AddAsync(string itemId, CancellationToken cancellationToken)
    {
        var update = new UpdateItemRequest
        {
            TableName = table.Name,
            Key = new() { [ListTable.Key] = new(itemId) },
            UpdateExpression = $"SET {ListTable.Shard} = :shard",
            ConditionExpression =
                $"attribute_exists({ListTable.Key}) AND attribute_not_exists({ListTable.Shard})",
            ExpressionAttributeValues = new()
            {
                [":shard"] = new() { N = table.ShardOf(itemId).ToString(CultureInfo.InvariantCulture) },
            },
        };
        try
        {
            if (!dryRun)
            {
                await Backoff.RetryAsync(
                    () => client.UpdateItemAsync(update, cancellationToken),
                    cancellationToken
                );
            }

            Interlocked.Increment(ref _added);
        }
        catch (ConditionalCheckFailedException)
        {
            // Deleted since the scan, or another writer has set the shard.
            Interlocked.Increment(ref _present);
        }
        catch (AmazonDynamoDBException invalid) when (invalid.ErrorCode == "ValidationException")
        {
            // Such as a row whose category cannot be a key of the index.
            Skip(itemId, invalid.Message);
        }
    }

    private void Skip(string itemId, string reason)
    {
        Interlocked.Increment(ref _skipped);
        error.WriteLine($"skipped \"{JsonEncodedText.Encode(itemId)}\": {reason}");
    }

    private void Report() =>
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Rows      {_scanned:N0} read: {_added:N0} {(dryRun ? "to add" : "added")}, {_present:N0} unchanged, {_skipped:N0} skipped"
            )
        );
}
