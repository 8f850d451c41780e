using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2.Model;

namespace Items.Api.Items;

/// <summary>How an item lies in the table: attributes have the names of the JSON fields.</summary>
internal static class ItemAttributes
{
    public const string ItemId = "item_id";
    public const string ListShard = "list_shard";
    public const string Category = "category";
    public const string Version = "version";

    /// <summary>Ids of the writes that changed the item last, the newest first. <see cref="ItemStore"/> says what for.</summary>
    public const string RecentWrites = "recent_writes";

    /// <summary>How many of them an item remembers.</summary>
    public const int RememberedWrites = 4;

    /// <summary>Largest partition key in bytes.</summary>
    private const int MaximumKey = 2048;

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
            [RecentWrites] = new() { L = [.. Enumerable.Repeat(new AttributeValue(""), RememberedWrites)] },
        };
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

    /// <returns>Whether the write with this id is one of the item's last.</returns>
    public static bool HasWrite(Dictionary<string, AttributeValue> attributes, string writeId) =>
        attributes[RecentWrites].L.Exists(write => write.S == writeId);

    /// <summary>Whether the item, had this write been applied, would still remember it.</summary>
    public static bool WouldRemember(Dictionary<string, AttributeValue> attributes, string writeId) =>
        string.CompareOrdinal(attributes[RecentWrites].L[^1].S, writeId) < 0;

    /// <returns>False for text that no row can have as its key.</returns>
    public static bool CanBeKey(string text) =>
        text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= MaximumKey;

    /// <summary>The attributes that a change sets, by name: only what was sent.</summary>
    public static Dictionary<string, AttributeValue> From(ItemUpdate changes)
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

    /// <summary>
    /// Sets the attributes of a change with the time of it, counts the version up and pushes the write's id in
    /// front of the recent ones. Names are placeholders, since <c>name</c> is one of DynamoDB's reserved words.
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
        var clauses = sets
            .Keys.Select(name => $"#{name} = :{name}")
            .Append("version = version + :one")
            .Concat(
                Enumerable
                    .Range(1, RememberedWrites - 1)
                    .Select(index => $"recent_writes[{index}] = recent_writes[{index - 1}]")
            )
            .Append("recent_writes[0] = :write");
        request.UpdateExpression = "SET " + string.Join(", ", clauses);
        request.ExpressionAttributeNames = sets.Keys.ToDictionary(name => "#" + name);
        request.ExpressionAttributeValues = sets.ToDictionary(set => ":" + set.Key, set => set.Value);
        request.ExpressionAttributeValues[":one"] = Number(1);
        request.ExpressionAttributeValues[":write"] = new(writeId);
    }

    public static AttributeValue Number(decimal value) =>
        new() { N = value.ToString(CultureInfo.InvariantCulture) };
}
