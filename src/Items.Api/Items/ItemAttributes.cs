using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace Items.Api.Items;

/// <summary>How an item lies in the table: attributes have the names of the JSON fields.</summary>
internal static class ItemAttributes
{
    public const string ItemId = "item_id";
    public const string ListShard = "list_shard";

    private const string Name = "name";
    private const string Description = "description";
    private const string Price = "price";
    private const string Category = "category";
    private const string CreatedAt = "created_at";
    private const string UpdatedAt = "updated_at";

    public static Dictionary<string, AttributeValue> From(Item item)
    {
        var attributes = new Dictionary<string, AttributeValue>
        {
            [ItemId] = new(item.ItemId),
            [Name] = new(item.Name),
            [Price] = Number(item.Price),
            [Category] = new(item.Category),
            [CreatedAt] = new(item.CreatedAt),
            [UpdatedAt] = new(item.UpdatedAt),
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
            attributes[UpdatedAt].S
        );

    /// <summary>An update expression that touches only the fields that were sent, and the time of change.</summary>
    public static (
        string Expression,
        Dictionary<string, string> Names,
        Dictionary<string, AttributeValue> Values
    ) SetExpression(ItemUpdate changes, string updatedAt)
    {
        var values = new Dictionary<string, AttributeValue> { [UpdatedAt] = new(updatedAt) };
        if (changes.Name.HasValue)
        {
            values[Name] = new(changes.Name.Value);
        }

        if (changes.Description.HasValue)
        {
            values[Description] = new(changes.Description.Value);
        }

        if (changes.Price.HasValue)
        {
            values[Price] = Number(changes.Price.Value);
        }

        if (changes.Category.HasValue)
        {
            values[Category] = new(changes.Category.Value);
        }

        // Placeholders for all of them, since `name` is one of DynamoDB's reserved words.
        return (
            "SET " + string.Join(", ", values.Keys.Select(name => $"#{name} = :{name}")),
            values.Keys.ToDictionary(name => "#" + name),
            values.ToDictionary(value => ":" + value.Key, value => value.Value)
        );
    }

    public static AttributeValue Number(decimal value) =>
        new() { N = value.ToString(CultureInfo.InvariantCulture) };
}
