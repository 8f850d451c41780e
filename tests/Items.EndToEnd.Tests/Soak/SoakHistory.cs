using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace Items.EndToEnd.Tests.Soak;

/// <summary>
/// All items, and the reader that compares the table with what was sent and acknowledged. Not thread-safe.
/// </summary>
/// <param name="tables">Reads the table without the function and the proxy.</param>
/// <param name="forgetAfter">Time without an event after which a deleted item is removed from memory.</param>
internal sealed class SoakHistory(TableReader tables, TimeSpan forgetAfter)
{
    private const int MaximumViolations = 20;
    private const int HotItems = 6;

    // Ids are in order of creation.
    private readonly SortedDictionary<string, SoakItem> _items = new(StringComparer.Ordinal);

    /// <summary>Tokens of creates, each with the id of its item when that was observed.</summary>
    private readonly Dictionary<string, string?> _creates = [];
    private readonly List<string> _violations = [];
    private int _tokens;

    public IReadOnlyList<string> Violations => _violations;

    public bool HasFailed => _violations.Count >= MaximumViolations;

    public IEnumerable<SoakItem> Existing => _items.Values.Where(item => !item.Known.IsDeleted);

    /// <returns>An existing item; null when there is none.</returns>
    /// <param name="isHot">One of the few oldest, which get most of the requests.</param>
    public SoakItem? Pick(Random random, bool isHot)
    {
        SoakItem[] items = [.. isHot ? Existing.Take(HotItems) : Existing.Skip(HotItems)];
        return items.Length == 0 ? null : items[random.Next(items.Length)];
    }

    public string NewToken(string kind) => $"{kind} {++_tokens}";

    public string SendCreate()
    {
        string token = NewToken("create");
        _creates[token] = null;
        return token;
    }

    public void Created(string token, string itemId, Row row)
    {
        if (row != new Row(token, 1) || (Find("201", itemId, token) is { } item && item.CreateToken != token))
        {
            Report($"{token} got 201 with item {itemId}, {row}");
        }
    }

    public void Listed(string itemId, string name) => Find("list", itemId, name)?.Listed(name);

    public void Report(string violation)
    {
        if (!HasFailed)
        {
            _violations.Add($"{DateTime.UtcNow:HH:mm:ss.fff} {violation}");
        }
    }

    public async Task ReadHotItemsAsync()
    {
        foreach (var item in Existing.Take(HotItems).ToArray())
        {
            var before = item.Known;
            if (await tables.FindAsync(item.Id) is { } row)
            {
                item.Present("reader", before, RowOf(row));
            }
            else
            {
                item.Absent("reader", before);
            }
        }
    }

    /// <summary>Compares all rows of the table, and removes items from memory that were deleted long ago.</summary>
    public async Task ScanAsync()
    {
        var before = _items.ToDictionary(item => item.Key, item => item.Value.Known);
        foreach (var row in await tables.AllAsync())
        {
            string itemId = row["item_id"].S;
            Find("scan", itemId, row["name"].S)
                ?.Present("scan", before.GetValueOrDefault(itemId), RowOf(row));
            before.Remove(itemId);
        }

        foreach (var (itemId, known) in before)
        {
            var item = _items[itemId];
            item.Absent("scan", known);
            if (known.IsDeleted && item.Running == 0 && DateTime.UtcNow - item.LastEvent > forgetAfter)
            {
                // A row of it that appears later is a violation, since the token of its create is unknown then.
                _items.Remove(itemId);
                _creates.Remove(item.CreateToken);
            }
        }
    }

    /// <returns>The item; null after a violation, when no create can have made it.</returns>
    private SoakItem? Find(string source, string itemId, string name)
    {
        if (_items.TryGetValue(itemId, out var item))
        {
            return item;
        }

        if (!_creates.TryGetValue(name, out string? other) || other is not null)
        {
            Report(
                $"{source} has item {itemId}: {name}, of {(other is null ? "no create" : $"item {other}")}"
            );
            return null;
        }

        _creates[name] = itemId;
        item = new SoakItem(itemId, name, Report);
        item.Record($"{source} has {name}");
        _items.Add(itemId, item);
        return item;
    }

    private static Row RowOf(Dictionary<string, AttributeValue> row) =>
        new(row["name"].S, long.Parse(row["version"].N, CultureInfo.InvariantCulture));
}
