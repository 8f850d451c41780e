using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2.Model;

namespace Items.Api.Items;

/// <summary>The attributes of an item in the table. Those that clients see have the names of the JSON fields.</summary>
internal static class ItemAttributes
{
    public const string ItemId = "item_id";
    public const string ListShard = "list_shard";
    public const string Category = "category";
    public const string Version = "version";

    /// <summary>Bytes of a partition key.</summary>
    private const int MaximumKeyLength = 2048;

    private const string Name = "name";
    private const string Description = "description";
    private const string Price = "price";
    private const string CreatedAt = "created_at";
    private const string UpdatedAt = "updated_at";

    public static Dictionary<string, AttributeValue> From(Item item, int listShard)
    {
        var attributes = new Dictionary<string, AttributeValue>
        {
            [ItemId] = new(item.ItemId),
            [Name] = new(item.Name),
            [Price] = Number(item.Price),
            [Category] = new(item.Category),
            [CreatedAt] = new(item.CreatedAt),
            [UpdatedAt] = new(item.UpdatedAt),
            [Version] = Number(item.Version),
            [ListShard] = Number(listShard),
        };
        RecentWrites.Initialize(attributes);
        if (item.Description is { } description)
        {
            attributes[Description] = new(description);
        }

        return attributes;
    }

    public static Item ToItem(Dictionary<string, AttributeValue> attributes) =>
        new(
            attributes[ItemId].S,
            attributes[Name].S,
            attributes.GetValueOrDefault(Description)?.S,
            decimal.Parse(attributes[Price].N, NumberStyles.Float, CultureInfo.InvariantCulture),
            attributes[Category].S,
            attributes[CreatedAt].S,
            attributes[UpdatedAt].S,
            long.Parse(attributes[Version].N, CultureInfo.InvariantCulture)
        );

    /// <returns>False for text that no row can have as its key.</returns>
    public static bool CanBeKey(string text) =>
        text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= MaximumKeyLength;

    public static Dictionary<string, AttributeValue> Key(string itemId) => new() { [ItemId] = new(itemId) };

    public static AttributeValue Number(decimal value) =>
        new() { N = value.ToString(CultureInfo.InvariantCulture) };

    /// <summary>
    /// Makes the request set the changed attributes and <c>updated_at</c>, increment the version and record the write. All
    /// names are placeholders, since <c>name</c> is a reserved word of DynamoDB.
    /// </summary>
    public static void SetUpdate(
        UpdateItemRequest request,
        ItemUpdate changes,
        string updatedAt,
        string writeId
    )
    {
        var sets = From(changes);
        sets[UpdatedAt] = new(updatedAt);
        var assignments = sets
            .Keys.Select(name => $"#{name} = :{name}")
            .Append($"{Version} = {Version} + :one")
            .Concat(RecentWrites.Push);
        request.UpdateExpression = "SET " + string.Join(", ", assignments);
        request.ExpressionAttributeNames = sets.Keys.ToDictionary(name => "#" + name);
        request.ExpressionAttributeValues = sets.ToDictionary(set => ":" + set.Key, set => set.Value);
        request.ExpressionAttributeValues[":one"] = Number(1);
        request.ExpressionAttributeValues[":write"] = new(writeId);
    }

    private static Dictionary<string, AttributeValue> From(ItemUpdate changes)
    {
        var attributes = new Dictionary<string, AttributeValue>();
        if (changes.Name.HasValue)
        {
            attributes[Name] = new(changes.Name.Value);
        }

        if (changes.Description.HasValue)
        {
            attributes[Description] = new(changes.Description.Value);
        }

        if (changes.Price.HasValue)
        {
            attributes[Price] = Number(changes.Price.Value);
        }

        if (changes.Category.HasValue)
        {
            attributes[Category] = new(changes.Category.Value);
        }

        return attributes;
    }
}
