namespace Items.Api.Imports;

/// <summary>An import as clients see it.</summary>
/// <param name="ImportId">UUIDv7 text.</param>
/// <param name="State"><c>running</c>, or <c>completed</c> when every item is processed or failed.</param>
/// <param name="Accepted">Number of items in the request.</param>
/// <param name="Processed">Number of items created so far.</param>
/// <param name="Failed">Number of items that could not be created.</param>
/// <param name="Failures">A page of the failed items, in order of their index.</param>
/// <param name="CreatedAt">RFC 3339 in UTC with microseconds.</param>
internal sealed record Import(
    string ImportId,
    string State,
    int Accepted,
    int Processed,
    int Failed,
    ImportFailure[] Failures,
    string CreatedAt
);

/// <param name="Index">Position in the request, from 0.</param>
/// <param name="Detail">Why the item was not created.</param>
internal sealed record ImportFailure(int Index, string Detail);
