using NativeLambda.Telemetry;

namespace Items.Api.Items;

/// <summary>The log lines of items, beside those of the framework.</summary>
internal static class ItemLogEvents
{
    public static readonly LogEvent RowUnreadable = new(
        "row_unreadable",
        LogLevel.Error,
        "A row of the table has no name, price or version of an item"
    );
}
