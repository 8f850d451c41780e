using System.Globalization;
using Amazon.DynamoDBv2.Model;
using NativeLambda.DynamoDb;

namespace Books.Api;

/// <summary>The attributes in the table.</summary>
internal static class BookRow
{
    public const string Id = "id";
    public const string Version = "version";

    /// <summary>Partition key of the index of the list.</summary>
    public const string List = "list_key";

    /// <summary>
    /// Of all rows, which limits the table to about 1,000 writes a second; for more, use several values and query each.
    /// </summary>
    public const string ListValue = "all";

    private const string Name = "name";
    private const string Description = "description";
    private const string CreatedAt = "created_at";
    private const string UpdatedAt = "updated_at";

    public static Dictionary<string, AttributeValue> Key(Guid id) => new() { [Id] = new(id.ToString()) };

    public static Dictionary<string, AttributeValue> From(Book value)
    {
        var row = Key(value.Id);
        row[List] = new(ListValue);
        row[Name] = new(value.Name);
        row[CreatedAt] = Time(value.CreatedAt);
        row[UpdatedAt] = Time(value.UpdatedAt);
        row[Version] = new(value.Version);
        if (value.Description is { } description)
        {
            row[Description] = new(description);
        }

        return row;
    }

    public static Book Read(Row row) =>
        new(
            Guid.Parse(row.RequiredText(Id)),
            row.RequiredText(Name),
            row.Text(Description),
            Time(row.RequiredText(CreatedAt)),
            Time(row.RequiredText(UpdatedAt)),
            row.RequiredText(Version)
        );

    private static AttributeValue Time(DateTime utc) => new(utc.ToString("O", CultureInfo.InvariantCulture));

    private static DateTime Time(string text) =>
        DateTime.ParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
