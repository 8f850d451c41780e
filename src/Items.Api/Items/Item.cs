using System.Text.Json.Serialization;
using NativeLambda.Validation;

namespace Items.Api.Items;

/// <summary>An item as clients see it.</summary>
/// <param name="ItemId">UUIDv7 text, in order of creation. Items that others wrote can have any text.</param>
/// <param name="Name">1 to 100 code points.</param>
/// <param name="Description">0 to 500 code points, or null.</param>
/// <param name="Price">Above zero, at most 28 significant digits; up to 38 in items that others wrote.</param>
/// <param name="Category">1 to 50 code points.</param>
/// <param name="CreatedAt">RFC 3339 in UTC with microseconds: fixed width, so it sorts as text.</param>
/// <param name="UpdatedAt">As <paramref name="CreatedAt"/>.</param>
/// <param name="Version">1 when created, incremented by each change. Clients see it as the <c>ETag</c>.</param>
internal sealed record Item(
    string ItemId,
    string Name,
    string? Description,
    ExactNumber Price,
    string Category,
    string CreatedAt,
    string UpdatedAt,
    [property: JsonIgnore] long Version
);
