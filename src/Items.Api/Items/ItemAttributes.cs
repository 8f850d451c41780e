using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2.Model;
using NativeLambda.DynamoDb;
using NativeLambda.Validation;

namespace Items.Api.Items;

/// <summary>
/// The attributes of an item in the table. Those that clients see have the names of the JSON fields. Rows that others
/// wrote are read as far as possible.
/// </summary>
internal static class ItemAttributes
{
    public const string ItemId = "item_id";
    public const string ListShard = "list_shard";
    public const string Category = "category";
    public const string Version = "version";

    /// <summary>Version of a row that has none.</summary>
    private const long FirstVersion = 1;

    /// <summary>Bytes of a partition key.</summary>
    private const int MaximumKeyLength = 2048;

    private const string Name = "name";
    private const string Description = "description";
    private const string Price = "price";
    private const string CreatedAt = "created_at";
    private const string UpdatedAt = "updated_at";

    /// <summary>Category of a row that has none.</summary>
    private const string NoCategory = "uncategorized";

    public static Dictionary<string, AttributeValue> From(Item item, int listShard)
    {
        var row = ValuesOf(item);
        row[ItemId] = new(item.ItemId);
        row[CreatedAt] = new(item.CreatedAt);
        row[UpdatedAt] = new(item.UpdatedAt);
        row[Version] = Number(item.Version);
        row[ListShard] = Number(listShard);
        return row;
    }

    /// <summary>Only key, name and price must be there, and the version, if there is one, must be a number.</summary>
    public static ItemRow Read(Row row)
    {
        string itemId = row.RequiredText(ItemId);
        string? version = row.Number(Version);
        return new ItemRow(
            itemId,
            row.Text(Name) is { } name
            && ExactNumber.TryParse(row.Number(Price), out var price)
            && (version is not null || !row.Has(Version))
            && TryReadVersion(version, out long number)
                ? new Item(
                    itemId,
                    name,
                    row.Text(Description),
                    price,
                    row.Text(Category) ?? NoCategory,
                    Timestamp.Normalize(row.Text(CreatedAt)),
                    Timestamp.Normalize(row.Text(UpdatedAt)),
                    number
                )
                : null,
            version
        );
    }

    /// <returns>The version of a row; that of the first version when it has no valid one.</returns>
    public static long VersionOf(ItemRow row) =>
        TryReadVersion(row.Version, out long version) ? version : FirstVersion;

    /// <returns>False for text that no row can have as its key.</returns>
    public static bool CanBeKey(string text) =>
        text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= MaximumKeyLength;

    public static Dictionary<string, AttributeValue> Key(string itemId) => new() { [ItemId] = new(itemId) };

    public static AttributeValue Number(long value) =>
        new() { N = value.ToString(CultureInfo.InvariantCulture) };

    /// <returns>A condition that holds while the row has the same version.</returns>
    public static string HasVersionOf(ItemRow row, Dictionary<string, AttributeValue> values)
    {
        if (row.Version is { } version)
        {
            values[":version"] = new() { N = version };
            return $"{Version} = :version";
        }

        // Every write of this API makes the version a number.
        values[":number"] = new("N");
        return $"attribute_exists({ItemId}) AND NOT attribute_type({Version}, :number)";
    }

    /// <inheritdoc cref="SetUpdate(UpdateItemRequest, ItemRow, Dictionary{string, AttributeValue}, bool, string)"/>
    public static void SetUpdate(
        UpdateItemRequest request,
        ItemRow row,
        ItemUpdate changes,
        string writeId
    ) => SetUpdate(request, row, From(changes), changes.ClearsDescription, writeId);

    /// <summary>As an update of all values that a client can set.</summary>
    /// <inheritdoc cref="SetUpdate(UpdateItemRequest, ItemRow, Dictionary{string, AttributeValue}, bool, string)"/>
    public static void SetReplacement(UpdateItemRequest request, ItemRow row, Item values, string writeId) =>
        SetUpdate(request, row, ValuesOf(values), clearsDescription: values.Description is null, writeId);

    /// <summary>
    /// Makes the request change the row to its next version: sets or removes the changed attributes, sets
    /// <c>updated_at</c> and records the write. All names are placeholders, since <c>name</c> is a reserved word of DynamoDB.
    /// </summary>
    private static void SetUpdate(
        UpdateItemRequest request,
        ItemRow row,
        Dictionary<string, AttributeValue> sets,
        bool clearsDescription,
        string writeId
    )
    {
        long nextVersion = VersionOf(row) + 1;
        sets[UpdatedAt] = new(Timestamp.Of(DateTime.UtcNow));
        sets[Version] = Number(nextVersion);
        sets[RecentWrites.Attribute(nextVersion)] = new(writeId);
        request.UpdateExpression =
            "SET " + string.Join(", ", sets.Keys.Select(name => $"#{name} = :new_{name}"));
        request.ExpressionAttributeNames = sets.Keys.ToDictionary(name => "#" + name);
        if (clearsDescription)
        {
            request.UpdateExpression += $" REMOVE #{Description}";
            request.ExpressionAttributeNames["#" + Description] = Description;
        }

        request.ExpressionAttributeValues = sets.ToDictionary(set => ":new_" + set.Key, set => set.Value);
        request.ConditionExpression = HasVersionOf(row, request.ExpressionAttributeValues);
    }

    /// <summary>The values that a client can set.</summary>
    private static Dictionary<string, AttributeValue> ValuesOf(Item item)
    {
        var values = new Dictionary<string, AttributeValue>
        {
            [Name] = new(item.Name),
            [Price] = new() { N = item.Price.Text },
            [Category] = new(item.Category),
        };
        if (item.Description is { } description)
        {
            values[Description] = new(description);
        }

        return values;
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
            attributes[Price] = new() { N = ExactNumber.Of(changes.Price.Value).Text };
        }

        if (changes.Category.HasValue)
        {
            attributes[Category] = new(changes.Category.Value);
        }

        return attributes;
    }

    /// <param name="text">Null counts as the first version.</param>
    /// <returns>False when it is not a version that has a next one.</returns>
    private static bool TryReadVersion(string? text, out long version)
    {
        version = FirstVersion;
        return text is null
            || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version)
                && version < long.MaxValue;
    }
}
