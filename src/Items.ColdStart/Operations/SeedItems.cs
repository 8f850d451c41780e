using System.Globalization;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Items.LocalHost;

namespace Items.ColdStart.Operations;

/// <summary>The items that are in the table before the first start: one page of a list.</summary>
internal static class SeedItems
{
    public const int Count = 20;
    public const string FirstId = "019a9f0e-53f2-7c41-9d0e-6b1f4c7a2e00";
    public const string MissingId = "019a9f0e-53f2-7c41-9d0e-ffffffffffff";

    private const string Description = "Stoneware, 350 ml, dishwasher safe.";
    private const string Created = "2026-01-01T00:00:00.000000Z";

    /// <summary>Whether this is item <see cref="FirstId"/> with all its fields.</summary>
    public static bool IsFirst(JsonElement item) =>
        item.GetProperty("item_id").GetString() == FirstId
        && item.GetProperty("name").GetString() == "Item number 0"
        && item.GetProperty("description").GetString() == Description
        && item.GetProperty("price").GetDecimal() == 12.5m
        && item.GetProperty("category").GetString() == "kitchen"
        && item.GetProperty("created_at").GetString() == Created
        && item.GetProperty("updated_at").GetString() == Created;

    public static async Task PutAsync(
        Uri tableServer,
        string table,
        int shards,
        CancellationToken cancellationToken
    )
    {
        using var client = new AmazonDynamoDBClient(
            new BasicAWSCredentials(LocalAws.AccessKeyId, LocalAws.SecretAccessKey),
            new AmazonDynamoDBConfig
            {
                ServiceURL = tableServer.ToString(),
                AuthenticationRegion = LocalAws.Region,
            }
        );
        for (int number = 0; number < Count; number++)
        {
            await client.PutItemAsync(table, Item(number, shards), cancellationToken);
        }
    }

    /// <summary>As the function would have written it.</summary>
    private static Dictionary<string, AttributeValue> Item(int number, int shards) =>
        new()
        {
            ["item_id"] = new($"{FirstId[..^2]}{number:x2}"),
            ["name"] = new($"Item number {number}"),
            ["description"] = new(Description),
            ["price"] = new() { N = "12.5" },
            ["category"] = new("kitchen"),
            ["created_at"] = new(Created),
            ["updated_at"] = new(Created),
            ["version"] = new() { N = "1" },
            ["list_shard"] = new() { N = (number % shards).ToString(CultureInfo.InvariantCulture) },
            ["recent_writes"] = new() { L = [.. Enumerable.Repeat(new AttributeValue(""), 4)] },
        };
}
