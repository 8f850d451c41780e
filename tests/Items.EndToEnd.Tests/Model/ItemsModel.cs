using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Model;

/// <summary>An item as it should be.</summary>
/// <param name="Id">As the API gave it.</param>
/// <param name="Fields">As they were answered, with the changes since.</param>
/// <param name="Tags">Entity tags that it has had, the current one last.</param>
internal sealed record ModelItem(string Id, JsonObject Fields, List<string> Tags)
{
    public bool IsDeleted { get; set; }

    public string Tag => Tags[^1];

    public bool IsIn(string? category) =>
        !IsDeleted && (category is null || (string?)Fields["category"] == category);
}

/// <summary>The first answer to a create with a key.</summary>
internal sealed record ModelRecord(string Meaning, string Body, string ETag, string Location);

/// <summary>The API in memory: what it must do, in the plainest way.</summary>
internal sealed class ItemsModel
{
    private const string Missing = "no-such-item";

    private readonly Dictionary<(int Client, string Id), string> _seen = [];

    /// <summary>Every item that ever was, in the order of creation.</summary>
    public List<ModelItem> Items { get; } = [];

    public Dictionary<string, ModelRecord> Records { get; } = new(StringComparer.Ordinal);

    public string IdOf(int item) => item < Items.Count ? Items[item].Id : Missing;

    public ModelItem? Find(int item) => item < Items.Count && !Items[item].IsDeleted ? Items[item] : null;

    public void See(int client, ModelItem item) => _seen[(client, item.Id)] = item.Tag;

    /// <returns>The header's text; null for none.</returns>
    public string? Header(Precondition precondition, int client, int item)
    {
        var it = item < Items.Count ? Items[item] : null;
        string seen = it is null ? "\"1\"" : _seen.GetValueOrDefault((client, it.Id), "\"none\"");
        return precondition switch
        {
            Precondition.Seen => seen,
            Precondition.SeenOrOther => $"\"other\", {seen}",
            Precondition.First => it?.Tags[0] ?? "\"1\"",
            Precondition.WeakCurrent => $"W/{it?.Tag ?? "\"1\""}",
            Precondition.Any => "*",
            _ => null,
        };
    }

    public static bool Matches(string? header, string tag, bool weakly) =>
        header is null or "*" || header.Split(", ").Any(it => it == tag || (weakly && it == $"W/{tag}"));

    /// <returns>What is left of a list below an id, newest first.</returns>
    public IEnumerable<ModelItem> Below(string? id, string? category) =>
        Enumerable
            .Reverse(Items)
            .SkipWhile(it => id is not null && string.CompareOrdinal(it.Id, id) >= 0)
            .Where(it => it.IsIn(category));

    /// <returns>The item's fields that a body asks for, in one spelling; null when it must be refused.</returns>
    public static JsonObject? Meaning(string body)
    {
        var fields = new JsonObject();
        foreach (string name in (string[])["name", "description", "price", "category"])
        {
            if (JsonNode.Parse(body)![name] is not { } value)
            {
                continue;
            }

            if (value.ToJsonString() is "\"\"" or "0")
            {
                return null;
            }

            // Divided by one with all its zeros, a decimal loses its own.
            fields[name] =
                name == "price"
                    ? JsonValue.Create((decimal)value / 1.0000000000000000000000000000m)
                    : value.DeepClone();
        }

        return fields;
    }
}
