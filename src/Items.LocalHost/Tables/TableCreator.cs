using System.Diagnostics;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Items.LocalHost.Template;

namespace Items.LocalHost.Tables;

/// <summary>Creates the template's tables.</summary>
internal static class TableCreator
{
    private static readonly TimeSpan CreationTimeout = TimeSpan.FromMinutes(1);

    public static async Task CreateAsync(
        TableServer server,
        IEnumerable<TableSettings> tables,
        CancellationToken cancellationToken
    )
    {
        using var client = Connect(server.Url);
        foreach (var table in tables)
        {
            try
            {
                await CreateOrCompareAsync(client, table, server, cancellationToken);
            }
            catch (Exception error)
                when (error is AmazonServiceException or HttpRequestException or AmazonClientException)
            {
                throw new HostError(
                    $"cannot create table {table.Create.TableName} at {server.Url}: {error.Message}"
                );
            }
        }
    }

    /// <summary>A client of a DynamoDB-compatible server.</summary>
    public static AmazonDynamoDBClient Connect(Uri url) =>
        new(
            new BasicAWSCredentials(LocalAws.AccessKeyId, LocalAws.SecretAccessKey),
            new AmazonDynamoDBConfig
            {
                ServiceURL = url.ToString(),
                AuthenticationRegion = LocalAws.Region,
                // With its defaults the SDK retries a refused connection for more than 90 seconds.
                MaxErrorRetry = 1,
                Timeout = TimeSpan.FromSeconds(10),
            }
        );

    private static async Task CreateOrCompareAsync(
        AmazonDynamoDBClient client,
        TableSettings table,
        TableServer server,
        CancellationToken cancellationToken
    )
    {
        bool isNew = await TryCreateAsync(client, table.Create, cancellationToken);
        var active = await WaitUntilActiveAsync(client, table.Create.TableName, cancellationToken);
        if (!isNew)
        {
            await CompareAsync(client, active, table, server, cancellationToken);
        }
        else if (table.TimeToLiveAttribute is { } attribute)
        {
            await client.UpdateTimeToLiveAsync(
                new UpdateTimeToLiveRequest
                {
                    TableName = table.Create.TableName,
                    TimeToLiveSpecification = new() { AttributeName = attribute, Enabled = true },
                },
                cancellationToken
            );
        }
    }

    /// <returns>False when the table exists.</returns>
    private static async Task<bool> TryCreateAsync(
        AmazonDynamoDBClient client,
        CreateTableRequest request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await client.CreateTableAsync(request, cancellationToken);
            return true;
        }
        catch (ResourceInUseException)
        {
            return false;
        }
    }

    private static async Task<TableDescription> WaitUntilActiveAsync(
        AmazonDynamoDBClient client,
        string name,
        CancellationToken cancellationToken
    )
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(100, cancellationToken))
        {
            var table = (await client.DescribeTableAsync(name, cancellationToken)).Table;
            if (table.TableStatus == TableStatus.ACTIVE)
            {
                return table;
            }

            if (waited.Elapsed > CreationTimeout)
            {
                throw new HostError(
                    $"table {name} is still {table.TableStatus} after {CreationTimeout.TotalSeconds} seconds"
                );
            }
        }
    }

    private static async Task CompareAsync(
        AmazonDynamoDBClient client,
        TableDescription found,
        TableSettings table,
        TableServer server,
        CancellationToken cancellationToken
    )
    {
        var timeToLive = await client.DescribeTimeToLiveAsync(found.TableName, cancellationToken);
        string[] differences = TableComparison.Differences(table, found, timeToLive.TimeToLiveDescription);
        if (differences.Length > 0)
        {
            throw new HostError(
                $"table {found.TableName} exists with properties that differ from the template "
                    + $"({string.Join("; ", differences)}); delete the data ({server.Description}) or use other storage (--data or --dynamodb)"
            );
        }
    }
}
