namespace Items.EndToEnd.Tests.Model;

/// <summary>A call of one of several clients. Items are numbered in the order of their creation.</summary>
internal abstract record Operation(int Client)
{
    internal sealed record Create(int Client, string Body, string? Key) : Operation(Client);

    internal sealed record Get(int Client, int Item, Precondition IfNoneMatch) : Operation(Client);

    /// <param name="Method"><c>PUT</c> or <c>PATCH</c>.</param>
    internal sealed record Update(int Client, string Method, int Item, string Body, Precondition IfMatch)
        : Operation(Client);

    internal sealed record Delete(int Client, int Item, Precondition IfMatch) : Operation(Client);

    /// <summary>Reads the client's next page of this list, or the first one.</summary>
    internal sealed record ReadPage(int Client, string? Category, int Limit) : Operation(Client);
}

/// <summary>The value of <c>If-Match</c> or <c>If-None-Match</c>.</summary>
internal enum Precondition
{
    /// <summary>No such header.</summary>
    None,

    /// <summary>The last tag that this client has received.</summary>
    Seen,

    /// <summary>The same in a list, after a tag of no item.</summary>
    SeenOrOther,

    /// <summary>The item's first tag.</summary>
    First,

    /// <summary>The item's current tag, but weak.</summary>
    WeakCurrent,

    /// <summary><c>*</c>.</summary>
    Any,
}

/// <summary>A sequence of operations, one per line when it is printed.</summary>
internal sealed record Scenario(IReadOnlyList<Operation> Operations)
{
    public override string ToString() => string.Concat(Operations.Select(operation => $"\n  {operation}"));
}
