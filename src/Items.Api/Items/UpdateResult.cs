namespace Items.Api.Items;

/// <summary>Result of a conditional update.</summary>
internal abstract record UpdateResult
{
    private UpdateResult() { }

    public sealed record Updated(Item Item) : UpdateResult;

    public sealed record NotFound : UpdateResult;

    public sealed record VersionMismatch : UpdateResult;

    /// <summary>The row exists and is not an item; it is unchanged.</summary>
    public sealed record Unreadable : UpdateResult;
}
