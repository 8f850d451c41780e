using System.Text.Json.Serialization;
using NativeLambda.Http;

namespace Books.Api;

/// <summary>The book as clients see it.</summary>
/// <param name="Id">A UUIDv7: ids are in order of creation.</param>
/// <param name="Version">
/// A new random text with each write. Clients see it as the <c>ETag</c>; by it a write whose response was lost is recognized.
/// </param>
internal sealed record Book(
    Guid Id,
    string Name,
    string? Description,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    [property: JsonIgnore] string Version
)
{
    public static Book New(BookInput input)
    {
        var now = DateTime.UtcNow;
        return new(Guid.CreateVersion7(), input.Name.Value!, input.Description.Value, now, now, NewVersion());
    }

    public Book With(BookInput input) =>
        this with
        {
            Name = input.Name.Value!,
            Description = input.Description.Value,
            UpdatedAt = DateTime.UtcNow,
            Version = NewVersion(),
        };

    /// <param name="ifMatch">Null for any version.</param>
    public bool Matches(EntityTags? ifMatch) => ifMatch?.MatchesStrongly(Version) != false;

    private static string NewVersion() => Guid.NewGuid().ToString("N");
}
