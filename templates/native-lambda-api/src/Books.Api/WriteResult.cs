namespace Books.Api;

/// <summary>Result of a conditional write.</summary>
internal abstract record WriteResult
{
    private WriteResult() { }

    /// <param name="Row">As it was written, or as it was before it was deleted.</param>
    public sealed record Written(Book Row) : WriteResult;

    public sealed record NotFound : WriteResult;

    public sealed record VersionMismatch : WriteResult;
}
