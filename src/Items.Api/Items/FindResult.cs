namespace Items.Api.Items;

/// <summary>Result of reading an item.</summary>
internal abstract record FindResult
{
    private FindResult() { }

    public sealed record Found(Item Item) : FindResult;

    public sealed record NotFound : FindResult;

    /// <summary>The row exists and is not an item.</summary>
    public sealed record Unreadable : FindResult;
}
