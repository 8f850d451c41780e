using System.Diagnostics;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Items.EndToEnd.Tests.Harness;
using Items.Testing;

namespace Items.Benchmarks;

/// <summary>A table server with that many items, and the stack in front of it.</summary>
internal sealed record FilledTable(
    int Size,
    TableServer Server,
    HostedApi Api,
    AmazonDynamoDBClient DynamoDb,
    string Name
);

/// <summary>One table per size, all at the same time, so that they can be measured side by side.</summary>
internal sealed class FilledTables : IAsyncDisposable
{
    private readonly List<FilledTable> _all = [];
    private readonly List<TemporaryFolder> _folders = [];

    public IReadOnlyList<FilledTable> All => _all;

    public static async Task<FilledTables> StartAsync(int[] sizes, CancellationToken cancellationToken)
    {
        var tables = new FilledTables();
        try
        {
            foreach (int size in sizes.Order())
            {
                await tables.AddAsync(size, cancellationToken);
            }
        }
        catch
        {
            await tables.DisposeAsync();
            throw;
        }

        return tables;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var table in _all)
        {
            table.DynamoDb.Dispose();
            await table.Api.DisposeAsync();
            await table.Server.DisposeAsync();
        }

        _folders.ForEach(folder => folder.Dispose());
    }

    private async Task AddAsync(int size, CancellationToken cancellationToken)
    {
        var folder = new TemporaryFolder();
        _folders.Add(folder);
        long start = Stopwatch.GetTimestamp();
        string data = await ItemExport.ImportAsync(folder, size, cancellationToken);
        Console.WriteLine(
            $"{size:N0} items filled in after {Stopwatch.GetElapsedTime(start).TotalSeconds:N0} s"
        );

        var server = await TableServer.StartAsync(data);
        var api = await HostedApi.StartAsync(new HostedApiOptions { TableServer = server.Address });
        var dynamoDb = new AmazonDynamoDBClient(
            new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "local"),
            new AmazonDynamoDBConfig
            {
                ServiceURL = server.Address.ToString(),
                AuthenticationRegion = "us-east-1",
                Timeout = TimeSpan.FromMinutes(1),
            }
        );
        _all.Add(new FilledTable(size, server, api, dynamoDb, ItemExport.Table));
    }
}
