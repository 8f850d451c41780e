using NativeLambda.Telemetry;

namespace Items.Api.Items;

/// <summary>Logs rows of the table that are not items, each once per sandbox.</summary>
internal sealed class UnreadableRows(Log log)
{
    /// <summary>Bounds memory and log when a table has many such rows.</summary>
    private const int Maximum = 100;

    private readonly HashSet<string> _logged = [];

    /// <returns>The item of the row; null, and a log line, when it is not an item.</returns>
    public Item? ItemOf(ItemRow row)
    {
        if (row.Item is null)
        {
            Report(row.ItemId);
        }

        return row.Item;
    }

    private void Report(string itemId)
    {
        if (_logged.Count < Maximum && _logged.Add(itemId))
        {
            log.Write(ItemLogEvents.RowUnreadable, writeFields: json => json.WriteString("item_id", itemId));
        }
    }
}
