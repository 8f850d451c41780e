using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Items.LocalHost.Tables;

namespace Items.LocalHost.Migration;

/// <summary>Adds the template's indexes to an existing table.</summary>
internal sealed class ListIndexes(IAmazonDynamoDB client, ListTable table, TextWriter output)
{
    /// <exception cref="HostError">The table has another key, or an index with the same name and another definition.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var found = await DescribeAsync(cancellationToken);
        if (
            TableComparison.DescribeKeys(found.KeySchema, found.AttributeDefinitions)
            != $"HASH {ListTable.Key} S"
        )
        {
            throw new HostError($"the key of table {table.Name} must be {ListTable.Key}, which is text");
        }

        foreach (var index in found.GlobalSecondaryIndexes ?? [])
        {
            if (
                table.Create.GlobalSecondaryIndexes.Find(it => it.IndexName == index.IndexName)
                    is { } expected
                && (
                    index.Projection.ProjectionType != expected.Projection.ProjectionType
                    || TableComparison.DescribeKeys(index.KeySchema, found.AttributeDefinitions)
                        != TableComparison.DescribeKeys(expected.KeySchema, table.Create.AttributeDefinitions)
                )
            )
            {
                throw new HostError(
                    $"index {index.IndexName} of table {table.Name} differs from that of the template; delete it"
                );
            }
        }
    }

    /// <summary>Creates the missing indexes, one at a time as DynamoDB requires, and waits until all are active.</summary>
    public async Task CreateAsync(bool dryRun, CancellationToken cancellationToken)
    {
        foreach (var expected in table.Create.GlobalSecondaryIndexes)
        {
            var found = await WaitUntilActiveAsync(cancellationToken);
            bool exists =
                found.GlobalSecondaryIndexes?.Exists(it => it.IndexName == expected.IndexName) == true;
            output.WriteLine(
                $"Index     {expected.IndexName} {(exists ? "exists" : dryRun ? "is missing" : "is created from the rows, which can take minutes")}"
            );
            if (!exists && !dryRun)
            {
                await Backoff.RetryAsync(
                    () => client.UpdateTableAsync(Creation(found, expected), cancellationToken),
                    cancellationToken
                );
            }
        }

        await WaitUntilActiveAsync(cancellationToken);
    }

    private UpdateTableRequest Creation(TableDescription found, GlobalSecondaryIndex index)
    {
        var capacity = found.ProvisionedThroughput;
        return new UpdateTableRequest
        {
            TableName = table.Name,
            AttributeDefinitions =
            [
                .. found.AttributeDefinitions.UnionBy(
                    table.Create.AttributeDefinitions.Where(attribute =>
                        index.KeySchema.Exists(key => key.AttributeName == attribute.AttributeName)
                    ),
                    attribute => attribute.AttributeName
                ),
            ],
            GlobalSecondaryIndexUpdates =
            [
                new()
                {
                    Create = new()
                    {
                        IndexName = index.IndexName,
                        KeySchema = index.KeySchema,
                        Projection = index.Projection,
                        // Zero when the table is billed per request.
                        ProvisionedThroughput =
                            capacity?.WriteCapacityUnits > 0
                                ? new()
                                {
                                    ReadCapacityUnits = capacity.ReadCapacityUnits,
                                    WriteCapacityUnits = capacity.WriteCapacityUnits,
                                }
                                : null,
                    },
                },
            ],
        };
    }

    private async Task<TableDescription> WaitUntilActiveAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(cancellationToken);
        while (true)
        {
            var found = await DescribeAsync(cancellationToken);
            if (
                found.TableStatus == TableStatus.ACTIVE
                && found.GlobalSecondaryIndexes?.TrueForAll(it => it.IndexStatus == IndexStatus.ACTIVE)
                    != false
            )
            {
                return found;
            }

            await backoff.WaitAsync();
        }
    }

    private async Task<TableDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        var response = await Backoff.RetryAsync(
            () => client.DescribeTableAsync(table.Name, cancellationToken),
            cancellationToken
        );
        return response.Table;
    }
}
