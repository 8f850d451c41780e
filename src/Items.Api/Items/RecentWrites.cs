using Amazon.DynamoDBv2.Model;

namespace Items.Api.Items;

/// <summary>
/// The ids of the last writes of an item, newest first, in one of its attributes. By them an update whose response was
/// lost is recognized as applied, and is not applied twice (docs/decisions/0006-retries-and-exactly-once.md).
/// </summary>
internal static class RecentWrites
{
    private const string Attribute = "recent_writes";

    /// <summary>Number of ids that an item keeps.</summary>
    private const int Count = 4;

    /// <summary>Assignments of an update expression that put <c>:write</c> in front and drop the oldest id.</summary>
    public static IEnumerable<string> Push =>
        Enumerable
            .Range(1, Count - 1)
            .Select(index => $"{Attribute}[{index}] = {Attribute}[{index - 1}]")
            .Append($"{Attribute}[0] = :write");

    /// <summary>Condition: the write <c>:write</c> has not been applied as one of the last.</summary>
    public const string NotApplied = $"NOT contains({Attribute}, :write)";

    /// <summary>
    /// Condition: if the write <c>:write</c> had been applied, its id would still be kept. Ids are in order of time, so this
    /// holds while the oldest id is older.
    /// </summary>
    public static readonly string StillKept = $"{Attribute}[{Count - 1}] < :write";

    /// <summary>Sets the attribute of a new item.</summary>
    public static void Initialize(Dictionary<string, AttributeValue> attributes) =>
        attributes[Attribute] = new() { L = [.. Enumerable.Repeat(new AttributeValue(""), Count)] };

    public static bool Contains(Dictionary<string, AttributeValue> attributes, string writeId) =>
        attributes[Attribute].L.Exists(write => write.S == writeId);

    /// <inheritdoc cref="StillKept"/>
    public static bool WouldContain(Dictionary<string, AttributeValue> attributes, string writeId) =>
        string.CompareOrdinal(attributes[Attribute].L[^1].S, writeId) < 0;
}
