using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Items.LocalHost.Template;

namespace Items.LocalHost.Tables;

/// <summary>Creates the template's tables.</summary>
internal static class TableCreator
{
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
                await CreateAsync(client, table, cancellationToken);
            }
            catch (ResourceInUseException)
            {
                await CompareAsync(client, table.Create, server, cancellationToken);
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

    /// <returns>The attributes of a key with their types, to compare keys.</returns>
    public static string DescribeKeys(List<KeySchemaElement> keys, List<AttributeDefinition> attributes) =>
        string.Join(
            ' ',
            keys.OrderBy(key => key.KeyType.Value, StringComparer.Ordinal)
                .Select(key =>
                    $"{key.KeyType} {key.AttributeName} "
                    + attributes
                        .Find(attribute => attribute.AttributeName == key.AttributeName)
                        ?.AttributeType
                )
        );

    private static async Task CreateAsync(
        AmazonDynamoDBClient client,
        TableSettings table,
        CancellationToken cancellationToken
    )
    {
        await client.CreateTableAsync(table.Create, cancellationToken);
        if (table.TimeToLiveAttribute is { } attribute)
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

    private static async Task CompareAsync(
        AmazonDynamoDBClient client,
        CreateTableRequest request,
        TableServer server,
        CancellationToken cancellationToken
    )
    {
        var found = (await client.DescribeTableAsync(request.TableName, cancellationToken)).Table;
        string[] expected = Describe(
            request.KeySchema,
            request.AttributeDefinitions,
            request.GlobalSecondaryIndexes?.Select(index =>
                (index.IndexName, index.KeySchema, index.Projection)
            )
        );
        string[] actual = Describe(
            found.KeySchema,
            found.AttributeDefinitions,
            found.GlobalSecondaryIndexes?.Select(index =>
                (index.IndexName, index.KeySchema, index.Projection)
            )
        );
        if (!expected.SequenceEqual(actual))
        {
            throw new HostError(
                $"table {request.TableName} exists with keys or indexes that differ from the template "
                    + $"({string.Join("; ", actual)}); delete the data ({server.Description}) or use other storage (--data or --dynamodb)"
            );
        }
    }

    private static string[] Describe(
        List<KeySchemaElement> keys,
        List<AttributeDefinition> attributes,
        IEnumerable<(string Name, List<KeySchemaElement> Keys, Projection Projection)>? indexes
    ) =>
        [
            $"table {DescribeKeys(keys, attributes)}",
            .. (indexes ?? [])
                .OrderBy(index => index.Name, StringComparer.Ordinal)
                .Select(index =>
                    $"{index.Name} {DescribeKeys(index.Keys, attributes)} {index.Projection.ProjectionType}"
                ),
        ];
}
