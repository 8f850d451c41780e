using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>Reads the tables directly, without the function and the proxy.</summary>
internal sealed class TableReader(Uri server, string tablePrefix) : IDisposable
{
    private readonly AmazonDynamoDBClient _client = new(
        // The local host's credentials: DynamoDB Local separates the tables of different access keys.
        new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "local"),
        new AmazonDynamoDBConfig { ServiceURL = server.ToString(), AuthenticationRegion = "us-east-1" }
    );

    private string Items => tablePrefix + "ItemsTable";

    private string Records => tablePrefix + "IdempotencyTable";

    /// <returns>The item's attributes; null when there is no such item.</returns>
    public async Task<Dictionary<string, AttributeValue>?> FindAsync(string itemId)
    {
        var response = await _client.GetItemAsync(
            new GetItemRequest
            {
                TableName = Items,
                Key = new() { ["item_id"] = new(itemId) },
                ConsistentRead = true,
            }
        );
        return response.IsItemSet ? response.Item : null;
    }

    /// <returns>Every item of this name.</returns>
    public async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> FindByNameAsync(string name) =>
        [.. (await ScanAsync(Items)).Where(item => item["name"].S == name)];

    /// <returns>Every item.</returns>
    public async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> AllAsync() => await ScanAsync(Items);

    public async Task<int> CountAsync() => (await ScanAsync(Items)).Count;

    /// <returns>Every idempotency record whose response contains this text.</returns>
    public async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> FindRecordsAsync(string text) =>
        [
            .. (await ScanAsync(Records)).Where(record =>
                record["body"].S.Contains(text, StringComparison.Ordinal)
            ),
        ];

    /// <summary>Deletes an item as another program would.</summary>
    public Task DeleteAsync(string itemId) =>
        _client.DeleteItemAsync(
            new DeleteItemRequest
            {
                TableName = Items,
                Key = new() { ["item_id"] = new(itemId) },
            }
        );

    /// <summary>Writes rows as another program would.</summary>
    public async Task PutAllAsync(IEnumerable<Dictionary<string, AttributeValue>> rows)
    {
        // The largest batch that DynamoDB accepts.
        foreach (var batch in rows.Chunk(25))
        {
            await _client.BatchWriteItemAsync(
                new BatchWriteItemRequest
                {
                    RequestItems = new()
                    {
                        [Items] = [.. batch.Select(row => new WriteRequest(new PutRequest(row)))],
                    },
                }
            );
        }
    }

    /// <summary>Changes the time at which an idempotency record expires.</summary>
    public Task SetExpirationAsync(string recordId, DateTimeOffset expiration) =>
        _client.UpdateItemAsync(
            new UpdateItemRequest
            {
                TableName = Records,
                Key = new() { ["id"] = new(recordId) },
                UpdateExpression = "SET expiration = :expiration",
                ExpressionAttributeValues = new()
                {
                    [":expiration"] = new()
                    {
                        N = expiration.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                    },
                },
            }
        );

    /// <summary>Writes a row as another program would.</summary>
    public Task PutAsync(Dictionary<string, AttributeValue> row) =>
        _client.PutItemAsync(new PutItemRequest { TableName = Items, Item = row });

    public void Dispose() => _client.Dispose();

    private async Task<List<Dictionary<string, AttributeValue>>> ScanAsync(string table)
    {
        var rows = new List<Dictionary<string, AttributeValue>>();
        var scan = new ScanRequest { TableName = table, ConsistentRead = true };
        do
        {
            var response = await _client.ScanAsync(scan);
            rows.AddRange(response.Items);
            scan.ExclusiveStartKey = response.LastEvaluatedKey;
        } while (scan.ExclusiveStartKey is { Count: > 0 });

        return rows;
    }
}
