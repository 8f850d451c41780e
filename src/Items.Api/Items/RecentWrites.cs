using NativeLambda.DynamoDb;

namespace Items.Api.Items;

/// <summary>
/// The ids of the writes that made the last versions of an item: one attribute for each version modulo
/// <see cref="Count"/>. By them an update whose response was lost is recognized as applied, without comparing times
/// (docs/decisions/0006-retries-and-exactly-once.md).
/// </summary>
internal static class RecentWrites
{
    /// <summary>Number of versions whose write an item records.</summary>
    private const int Count = 4;

    /// <summary>The random half of a UUID, 16 characters.</summary>
    public static string NewId() => Guid.NewGuid().ToString("N")[16..];

    /// <summary>Name of the attribute that records the write of this version.</summary>
    public static string Attribute(long version) => $"write_{version % Count}";

    /// <param name="current">Version of the row.</param>
    /// <returns>Whether the write made this version of the item; null when the item no longer records that.</returns>
    public static bool? Made(Row row, long current, long version, string writeId) =>
        current < version ? false
        : current - version >= Count ? null
        : row.Text(Attribute(version)) == writeId;
}
