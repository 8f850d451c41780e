namespace Items.EndToEnd.Tests.Model;

/// <summary>What one of several clients does. Items are counted in the order of their creation.</summary>
internal abstract record Operation(int Client)
{
    internal sealed record Create(int Client, string Body, string? Key) : Operation(Client);

    internal sealed record Get(int Client, int Item, Precondition IfNoneMatch) : Operation(Client);

    internal sealed record Update(int Client, int Item, string Body, Precondition IfMatch)
        : Operation(Client);

    internal sealed record Delete(int Client, int Item, Precondition IfMatch) : Operation(Client);

    /// <summary>Reads the next page of the client's walk through this list, or the first one when it has none.</summary>
    internal sealed record ReadPage(int Client, string? Category, int Limit) : Operation(Client);
}

/// <summary>What a client writes into <c>If-Match</c> or <c>If-None-Match</c>.</summary>
internal enum Precondition
{
    /// <summary>No such header.</summary>
    None,

    /// <summary>The tag that this client was given last.</summary>
    Seen,

    /// <summary>The same in a list, behind one that no item has.</summary>
    SeenOrOther,

    /// <summary>The item's first tag.</summary>
    First,

    /// <summary>The item's current tag, but weak.</summary>
    WeakCurrent,

    /// <summary>Whatever there is: <c>*</c>.</summary>
    Any,
}

/// <summary>A sequence of operations, one per line when it is printed.</summary>
internal sealed record Story(IReadOnlyList<Operation> Operations)
{
    public override string ToString() => string.Concat(Operations.Select(operation => $"\n  {operation}"));
}
