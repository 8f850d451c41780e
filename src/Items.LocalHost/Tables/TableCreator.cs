using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Items.LocalHost.Template;

namespace Items.LocalHost.Tables;

/// <summary>Brings the template's tables into being.</summary>
internal static class TableCreator
{
    public static async Task CreateAsync(
        TableServer server,
        IEnumerable<TableSettings> tables,
        CancellationToken cancellationToken
    )
    {
        using var client = new AmazonDynamoDBClient(
            new BasicAWSCredentials(LocalAws.AccessKeyId, LocalAws.SecretAccessKey),
            new AmazonDynamoDBConfig
            {
                ServiceURL = server.Url.ToString(),
                AuthenticationRegion = LocalAws.Region,
                // By default the SDK tries for more than a minute and a half before it reports a refused connection.
                MaxErrorRetry = 1,
                Timeout = TimeSpan.FromSeconds(10),
            }
        );
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
        CreateTableRequest wanted,
        TableServer server,
        CancellationToken cancellationToken
    )
    {
        var found = (await client.DescribeTableAsync(wanted.TableName, cancellationToken)).Table;
        string[] expected = Describe(
            wanted.KeySchema,
            wanted.AttributeDefinitions,
            wanted.GlobalSecondaryIndexes?.Select(index =>
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
                $"table {wanted.TableName} exists with other keys or indexes than the template has "
                    + $"({string.Join("; ", actual)}); delete the data ({server.Description}) or choose another place for it"
            );
        }
    }

    private static string[] Describe(
        List<KeySchemaElement> keys,
        List<AttributeDefinition> attributes,
        IEnumerable<(string Name, List<KeySchemaElement> Keys, Projection Projection)>? indexes
    )
    {
        return
        [
            $"table {Keys(keys)}",
            .. (indexes ?? [])
                .OrderBy(index => index.Name, StringComparer.Ordinal)
                .Select(index => $"{index.Name} {Keys(index.Keys)} {index.Projection.ProjectionType}"),
        ];

        string Keys(List<KeySchemaElement> schema) =>
            string.Join(
                ' ',
                schema
                    .OrderBy(key => key.KeyType.Value, StringComparer.Ordinal)
                    .Select(key =>
                        $"{key.KeyType} {key.AttributeName} "
                        + attributes
                            .Find(attribute => attribute.AttributeName == key.AttributeName)
                            ?.AttributeType
                    )
            );
    }
}
