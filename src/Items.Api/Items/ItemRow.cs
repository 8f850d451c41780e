namespace Items.Api.Items;

/// <summary>A row of the items table.</summary>
/// <param name="Item">Null when the row is not an item.</param>
/// <param name="Version">As the table has it; null when the row has none, or one that is not a number.</param>
internal sealed record ItemRow(string ItemId, Item? Item, string? Version);
