using System.Diagnostics;
using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Items.EndToEnd.Tests.Harness;

namespace Items.Benchmarks;

/// <summary>What a page of a list costs at each size: time, table requests, read units.</summary>
internal static class Pages
{
    private const int Limit = 20;
    private const int PagesToCount = 20;

    public static async Task MeasureAsync(
        FilledTables tables,
        int rounds,
        CancellationToken cancellationToken
    )
    {
        var kinds = new (string Name, string Query, int Skip)[]
        {
            ("first page", $"?limit={Limit}", 0),
            ("500 items on", $"?limit={Limit}", 5),
            ("a category", $"?limit={Limit}&category=category%207", 0),
        };
        var times = new Dictionary<(int Size, string Kind), List<double>>();
        var paths = new Dictionary<(int Size, string Kind), string>();
        foreach (var table in tables.All)
        {
            foreach (var (name, query, skip) in kinds)
            {
                paths[(table.Size, name)] = await WalkAsync(table.Api.UncheckedClient, query, skip);
                times[(table.Size, name)] = [];
            }
        }

        // In turn, so that whatever else the machine does meets all of them alike.
        for (int round = -20; round < rounds; round++)
        {
            foreach (var table in tables.All)
            {
                foreach (var (name, _, _) in kinds)
                {
                    long start = Stopwatch.GetTimestamp();
                    await table.Api.UncheckedClient.GetStringAsync(
                        paths[(table.Size, name)],
                        cancellationToken
                    );
                    if (round >= 0)
                    {
                        times[(table.Size, name)].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                    }
                }
            }
        }

        Console.WriteLine("\n| list | items | p50 | p95 | table requests a page | read units a page |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        foreach (var (name, _, _) in kinds)
        {
            foreach (var table in tables.All)
            {
                var sorted = times[(table.Size, name)].Order().ToList();
                double requests = await CountRequestsAsync(
                    table,
                    paths[(table.Size, name)],
                    cancellationToken
                );
                double units = await ReadUnitsAsync(table, name == "a category", cancellationToken);
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {name} | {table.Size:N0} | {sorted[sorted.Count / 2]:N2} ms | {sorted[sorted.Count * 95 / 100]:N2} ms | {requests} | {units} |"
                    )
                );
            }
        }
    }

    /// <returns>Path of the page after that many times 100 items.</returns>
    private static async Task<string> WalkAsync(HttpClient client, string query, int pages)
    {
        string path = "/api/v1/items/" + query;
        string walk = path.Replace($"limit={Limit}", "limit=100", StringComparison.Ordinal);
        for (int page = 0; page < pages; page++)
        {
            using var response = await client.GetAsync(walk);
            string link = response.Headers.GetValues("link").Single();
            walk = link[1..link.IndexOf('>', StringComparison.Ordinal)];
        }

        return walk.Replace("limit=100", $"limit={Limit}", StringComparison.Ordinal);
    }

    /// <summary>Counted at a proxy, in front of which a stack of its own stands.</summary>
    private static async Task<double> CountRequestsAsync(
        FilledTable table,
        string path,
        CancellationToken cancellationToken
    )
    {
        using var proxy = new TableProxy(table.Server.Address);
        await using var api = await HostedApi.StartAsync(
            new HostedApiOptions { TableServer = proxy.Address, Concurrency = 1 }
        );
        await api.UncheckedClient.GetStringAsync(path, cancellationToken);
        int before = proxy.Operations.Count;
        for (int page = 0; page < PagesToCount; page++)
        {
            await api.UncheckedClient.GetStringAsync(path, cancellationToken);
        }

        return (proxy.Operations.Count - before) / (double)PagesToCount;
    }

    /// <summary>What the table server says to the queries that the function makes for the first page.</summary>
    private static async Task<double> ReadUnitsAsync(
        FilledTable table,
        bool isCategory,
        CancellationToken cancellationToken
    )
    {
        double units = 0;
        for (int shard = 0; shard < (isCategory ? 1 : ItemExport.Shards); shard++)
        {
            var response = await table.DynamoDb.QueryAsync(
                new QueryRequest
                {
                    TableName = table.Name,
                    IndexName = isCategory ? "by_category" : "by_created",
                    KeyConditionExpression = (isCategory ? "category" : "list_shard") + " = :partition",
                    ExpressionAttributeValues = new()
                    {
                        [":partition"] = isCategory
                            ? new("category 7")
                            : new() { N = shard.ToString(CultureInfo.InvariantCulture) },
                    },
                    ScanIndexForward = false,
                    Limit = Limit + 1,
                    ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
                },
                cancellationToken
            );
            units += response.ConsumedCapacity?.CapacityUnits ?? double.NaN;
        }

        return units;
    }
}
