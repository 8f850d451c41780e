using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Items.EndToEnd.Tests.Harness;
using Items.Testing;

namespace Items.Benchmarks;

/// <summary>
/// Items in the format of a DynamoDB export, which the table server imports: far faster than writing them
/// through its API.
/// </summary>
internal static class ItemExport
{
    public const string Table = "ItemsTable";
    public const int Shards = 4;

    private const int Categories = 20;

    // The local host compares it with the template when it starts and refuses another one.
    private const string Schema = """
        {
          "Table": {
            "TableName": "ItemsTable",
            "AttributeDefinitions": [
              { "AttributeName": "item_id", "AttributeType": "S" },
              { "AttributeName": "list_shard", "AttributeType": "N" },
              { "AttributeName": "category", "AttributeType": "S" }
            ],
            "KeySchema": [{ "AttributeName": "item_id", "KeyType": "HASH" }],
            "BillingModeSummary": { "BillingMode": "PAY_PER_REQUEST" },
            "GlobalSecondaryIndexes": [
              {
                "IndexName": "by_created",
                "KeySchema": [
                  { "AttributeName": "list_shard", "KeyType": "HASH" },
                  { "AttributeName": "item_id", "KeyType": "RANGE" }
                ],
                "Projection": { "ProjectionType": "ALL" }
              },
              {
                "IndexName": "by_category",
                "KeySchema": [
                  { "AttributeName": "category", "KeyType": "HASH" },
                  { "AttributeName": "item_id", "KeyType": "RANGE" }
                ],
                "Projection": { "ProjectionType": "ALL" }
              }
            ]
          }
        }
        """;

    /// <returns>The table server's data file.</returns>
    public static async Task<string> ImportAsync(
        TemporaryFolder folder,
        int size,
        CancellationToken cancellationToken
    )
    {
        string export = folder.PathTo("export");
        string schema = folder.PathTo("schema.json");
        string data = folder.PathTo("tables.db");
        await File.WriteAllTextAsync(schema, Schema, cancellationToken);
        await WriteAsync(export, size, cancellationToken);
        await HostedApi.EnsurePublishedAsync();
        await using var import = new TestProcess(
            TableServer.Program,
            "import",
            "--source",
            export,
            "--schema",
            schema,
            "--output",
            data
        );
        await Wait.UntilAsync("the items are imported", () => import.HasExited, TimeSpan.FromMinutes(20));
        return File.Exists(data)
            ? data
            : throw new InvalidOperationException(string.Join('\n', import.Output.All));
    }

    private static async Task WriteAsync(string export, int size, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(export, Table, "data");
        Directory.CreateDirectory(folder);
        await using var file = File.Create(Path.Combine(folder, "items.json.gz"));
        await using var compressed = new GZipStream(file, CompressionLevel.Fastest);
        await using var writer = new StreamWriter(compressed);
        var first = DateTimeOffset.UtcNow.AddDays(-30);
        for (int number = 0; number < size; number++)
        {
            var line = new JsonObject { ["Item"] = Item(number, first.AddSeconds(number)) };
            await writer.WriteLineAsync(line.ToJsonString().AsMemory(), cancellationToken);
        }
    }

    /// <summary>As the function would have written it.</summary>
    private static JsonObject Item(int number, DateTimeOffset created)
    {
        string timestamp = created.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        return new()
        {
            ["item_id"] = Text(Guid.CreateVersion7(created).ToString()),
            ["name"] = Text($"Item number {number}"),
            ["description"] = Text(
                "Stoneware, 350 ml, dishwasher safe. One of very many that look the same."
            ),
            ["price"] = Number(1 + (number % 1000)),
            ["category"] = Text($"category {number % Categories}"),
            ["created_at"] = Text(timestamp),
            ["updated_at"] = Text(timestamp),
            ["version"] = Number(1),
            ["list_shard"] = Number(number % Shards),
            ["recent_writes"] = new JsonObject
            {
                ["L"] = new JsonArray(Text(""), Text(""), Text(""), Text("")),
            },
        };
    }

    private static JsonObject Text(string value) => new() { ["S"] = value };

    private static JsonObject Number(int value) =>
        new() { ["N"] = value.ToString(CultureInfo.InvariantCulture) };
}
