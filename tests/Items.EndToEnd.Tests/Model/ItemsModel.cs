using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Model;

/// <summary>The expected state of an item.</summary>
/// <param name="Id">As the API has assigned it.</param>
/// <param name="Fields">Those of the response to the create, with later changes.</param>
/// <param name="Tags">All its entity tags, the current one last.</param>
internal sealed record ModelItem(string Id, JsonObject Fields, List<string> Tags)
{
    public bool IsDeleted { get; set; }

    public string Tag => Tags[^1];

    public bool IsIn(string? category) =>
        !IsDeleted && (category is null || (string?)Fields["category"] == category);
}

/// <summary>The first response to a create with an idempotency key.</summary>
internal sealed record ModelRecord(string Normalize, string Body, string ETag, string Location);

/// <summary>A simple implementation of the API in memory.</summary>
internal sealed class ItemsModel
{
    private const string Missing = "no-such-item";

    private readonly Dictionary<(int Client, string Id), string> _seen = [];

    /// <summary>All items in the order of creation, deleted ones included.</summary>
    public List<ModelItem> Items { get; } = [];

    public Dictionary<string, ModelRecord> Records { get; } = new(StringComparer.Ordinal);

    public string IdOf(int item) => item < Items.Count ? Items[item].Id : Missing;

    public ModelItem? Find(int item) => item < Items.Count && !Items[item].IsDeleted ? Items[item] : null;

    public void Seen(int client, ModelItem item) => _seen[(client, item.Id)] = item.Tag;

    /// <returns>The header's text; null for none.</returns>
    public string? Header(Precondition precondition, int client, int item)
    {
        var it = item < Items.Count ? Items[item] : null;
        string lastSeen = it is null ? "\"1\"" : _seen.GetValueOrDefault((client, it.Id), "\"none\"");
        return precondition switch
        {
            Precondition.Seen => lastSeen,
            Precondition.SeenOrOther => $"\"other\", {lastSeen}",
            Precondition.First => it?.Tags[0] ?? "\"1\"",
            Precondition.WeakCurrent => $"W/{it?.Tag ?? "\"1\""}",
            Precondition.Any => "*",
            _ => null,
        };
    }

    public static bool Matches(string? header, string tag, bool weakly) =>
        header is null or "*" || header.Split(", ").Any(it => it == tag || (weakly && it == $"W/{tag}"));

    /// <returns>The rest of a list after an id, newest first.</returns>
    public IEnumerable<ModelItem> After(string? id, string? category) =>
        Enumerable
            .Reverse(Items)
            .SkipWhile(it => id is not null && string.CompareOrdinal(it.Id, id) >= 0)
            .Where(it => it.IsIn(category));

    /// <returns>The fields that an update sets, a null description with <c>PATCH</c> too; null when the body is invalid.</returns>
    public static JsonObject? Changes(string method, string body)
    {
        var changes = Normalize(body);
        string[] nulls =
        [
            .. JsonNode.Parse(body)!.AsObject().Where(it => it.Value is null).Select(it => it.Key),
        ];
        if (method == "PUT" || changes is null || nulls.Length == 0)
        {
            return changes;
        }

        changes["description"] = null;
        return nulls is ["description"] ? changes : null;
    }

    /// <returns>The fields of a body, equal for bodies of equal content; null when the body is invalid.</returns>
    public static JsonObject? Normalize(string body)
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

            // This division removes trailing zeros from a decimal.
            fields[name] =
                name == "price"
                    ? JsonValue.Create((decimal)value / 1.0000000000000000000000000000m)
                    : value.DeepClone();
        }

        return fields;
    }
}
