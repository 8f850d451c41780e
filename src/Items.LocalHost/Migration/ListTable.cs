using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.DynamoDBv2.Model;
using Items.LocalHost.Template;

namespace Items.LocalHost.Migration;

/// <summary>What a table needs so that the API can list its rows.</summary>
/// <param name="Create">The request that creates the template's table, with the name of the existing table.</param>
/// <param name="Shards">Number of values of <c>list_shard</c>.</param>
internal sealed record ListTable(CreateTableRequest Create, int Shards)
{
    public const string Key = "item_id";
    public const string Shard = "list_shard";

    public string Name => Create.TableName;

    /// <param name="shards">Null for the number in the template.</param>
    public static ListTable Read(SamTemplate template, string name, int? shards)
    {
        var variables = template.Function.Environment;
        var table =
            template.Tables.FirstOrDefault(it =>
                it.Create.TableName == variables.GetValueOrDefault("ITEMS_TABLE")
            ) ?? throw new HostError("the template has no table with the name in ITEMS_TABLE");
        table.Create.TableName = name;
        return new ListTable(
            table.Create,
            shards
                ?? (
                    int.TryParse(variables.GetValueOrDefault("LIST_SHARDS"), out int number) && number > 0
                        ? number
                        : throw new HostError("the template has no valid LIST_SHARDS; use --shards")
                )
        );
    }

    /// <summary>Always the same for an id.</summary>
    public int ShardOf(string itemId) =>
        (int)(
            BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(itemId)))
            % (uint)Shards
        );

    /// <returns>Why the API cannot list a row, even with a shard; null when it can.</returns>
    public string? FindFault(Dictionary<string, AttributeValue> row) =>
        row.GetValueOrDefault("name")?.S is null ? "name is missing or not text"
        : row.GetValueOrDefault("price")?.N is null ? "price is missing or not a number"
        : row.TryGetValue("version", out var version) && !IsBelow(version, long.MaxValue)
            ? "version is not a whole number"
        : row.TryGetValue(Shard, out var shard) && !IsBelow(shard, Shards)
            ? $"{Shard} is not a whole number from 0 to {Shards - 1}"
        : null;

    private static bool IsBelow(AttributeValue value, long limit) =>
        long.TryParse(value.N, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        && number < limit;
}
