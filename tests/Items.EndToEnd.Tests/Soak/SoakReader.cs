using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace Items.EndToEnd.Tests.Soak;

/// <summary>Compares the table, which it reads without the function, with the history.</summary>
internal sealed class SoakReader(TableReader tables, SoakHistory history)
{
    public async Task ReadHotItemsAsync()
    {
        foreach (var item in history.HotItems())
        {
            var before = history.KnownOf(item);
            history.Read(
                "reader",
                item,
                before,
                await tables.FindAsync(item.Id) is { } row ? Row(row) : null
            );
        }
    }

    public async Task ScanAsync()
    {
        var before = history.StartScan();
        var rows = await tables.AllAsync();
        history.EndScan(before, rows.Select(row => (row["item_id"].S, Row(row).Name, Row(row).Version)));
    }

    private static (string Name, long Version) Row(Dictionary<string, AttributeValue> row) =>
        (row["name"].S, long.Parse(row["version"].N, CultureInfo.InvariantCulture));
}
