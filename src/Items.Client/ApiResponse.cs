namespace Items.Client;

/// <summary>A success response with its headers.</summary>
public partial class ApiResponse
{
    /// <summary>Version of the item, quotes included, for <c>ifMatch</c> and <c>ifNoneMatch</c>.</summary>
    public string? ETag => Header("ETag");

    /// <summary>Path of the new item.</summary>
    public string? Location => Header("Location");

    /// <summary>The header with the next page; null on the last page.</summary>
    public string? Link => Header("Link");

    /// <summary>Whether this is the stored response to the first request with the same idempotency key.</summary>
    public bool IsReplayed => Header("Idempotent-Replayed") is "true";

    /// <summary>Number of requests that were sent.</summary>
    public int Attempts => ResponseHeaders.Attempts(Headers);

    /// <summary>The <c>cursor</c> of <see cref="Link"/>; null on the last page.</summary>
    public string? NextCursor =>
        Link is { } link
        && link.Split('<', '>') is [_, var address, ..]
        && address
            .Split('?', '&')
            .FirstOrDefault(part => part.StartsWith("cursor=", StringComparison.Ordinal))
            is { } cursor
            ? Uri.UnescapeDataString(cursor["cursor=".Length..])
            : null;

    private string? Header(string name) => ResponseHeaders.First(Headers, name);
}
