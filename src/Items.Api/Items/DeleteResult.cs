namespace Items.Api.Items;

/// <summary>Result of a conditional delete.</summary>
internal abstract record DeleteResult
{
    private DeleteResult() { }

    public sealed record Deleted : DeleteResult;

    public sealed record NotFound : DeleteResult;

    public sealed record VersionMismatch : DeleteResult;
}
