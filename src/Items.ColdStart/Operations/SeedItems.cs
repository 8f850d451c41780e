using System.Globalization;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Items.LocalHost;

namespace Items.ColdStart.Operations;

/// <summary>The items that are in the table before a measurement.</summary>
internal static class SeedItems
{
    /// <summary>Default of the API's parameter <c>limit</c>.</summary>
    public const int PageSize = 20;
    public const string FirstId = "019a9f0e-53f2-7c41-9d0e-6b1f4c7a2e00";
    public const string MissingId = "019a9f0e-53f2-7c41-9d0e-ffffffffffff";

    /// <summary>The category of every 20th item, the first one included.</summary>
    public const string Category = "kitchen";

    private const int Categories = 20;
    private const string Description = "Stoneware, 350 ml, dishwasher safe.";
    private const string Created = "2026-01-01T00:00:00.000000Z";

    /// <summary>Most items of a BatchWriteItem request.</summary>
    private const int BatchSize = 25;

    /// <summary>Whether this is item <see cref="FirstId"/> with all its fields.</summary>
    public static bool IsFirst(JsonElement item) =>
        item.GetProperty("item_id").GetString() == FirstId
        && item.GetProperty("name").GetString() == "Item number 0"
        && item.GetProperty("description").GetString() == Description
        && item.GetProperty("price").GetDecimal() == 12.5m
        && item.GetProperty("category").GetString() == Category
        && item.GetProperty("created_at").GetString() == Created
        && item.GetProperty("updated_at").GetString() == Created;

    /// <summary>Writes items to the table of the template.</summary>
    public static async Task PutAsync(Uri tableServer, int count, CancellationToken cancellationToken)
    {
        var settings = Repository.Template.Function.Environment;
        int shards = int.Parse(settings["LIST_SHARDS"]);
        using var client = new AmazonDynamoDBClient(
            new BasicAWSCredentials(LocalAws.AccessKeyId, LocalAws.SecretAccessKey),
            new AmazonDynamoDBConfig
            {
                ServiceURL = tableServer.ToString(),
                AuthenticationRegion = LocalAws.Region,
            }
        );
        foreach (int[] numbers in Enumerable.Range(0, count).Chunk(BatchSize))
        {
            List<WriteRequest> writes =
            [
                .. numbers.Select(number => new WriteRequest(new PutRequest(Item(number, shards)))),
            ];
            await client.BatchWriteItemAsync(
                new Dictionary<string, List<WriteRequest>> { [settings["ITEMS_TABLE"]] = writes },
                cancellationToken
            );
        }
    }

    /// <summary>The attributes that the function writes.</summary>
    private static Dictionary<string, AttributeValue> Item(int number, int shards)
    {
        int firstNumber = int.Parse(FirstId[^8..], NumberStyles.HexNumber);
        return new()
        {
            ["item_id"] = new($"{FirstId[..^8]}{firstNumber + number:x8}"),
            ["name"] = new($"Item number {number}"),
            ["description"] = new(Description),
            ["price"] = new() { N = "12.5" },
            ["category"] = new(number % Categories == 0 ? Category : $"category {number % Categories}"),
            ["created_at"] = new(Created),
            ["updated_at"] = new(Created),
            ["version"] = new() { N = "1" },
            ["list_shard"] = new() { N = $"{number % shards}" },
            ["recent_writes"] = new() { L = [.. Enumerable.Repeat(new AttributeValue(""), 4)] },
        };
    }
}
