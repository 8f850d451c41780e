using Amazon.DynamoDBv2.Model;
using Items.Api.Items;

namespace Items.Api.Ingestion;

/// <summary>Key and TTL attribute of the ingestion table. Its rows belong to imports and to keys of webhook sources.</summary>
internal static class IngestionRows
{
    /// <summary>Partition key.</summary>
    public const string Id = "id";

    /// <summary>Sort key, a number.</summary>
    public const string Part = "part";

    /// <summary>TTL attribute: epoch seconds.</summary>
    public const string Expiration = "expiration";

    public static Dictionary<string, AttributeValue> Key(string id, int part) =>
        new() { [Id] = new(id), [Part] = ItemAttributes.Number(part) };
}
