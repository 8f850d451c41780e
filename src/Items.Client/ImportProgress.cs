namespace Items.Client;

/// <summary>The state of <see cref="ItemsClient.ImportAsync(IAsyncEnumerable{ItemCreate}, string?, CancellationToken)"/>.</summary>
/// <param name="Accepted">Number of items that the API has accepted.</param>
/// <param name="Processed">Number of items that it has created.</param>
/// <param name="Failed">Number of items that it has rejected, or accepted and could not create.</param>
/// <param name="Failures">
/// The failed items since the progress before. Their index is the position in the whole sequence, from 0.
/// </param>
/// <param name="IsCompleted">Whether this is the last progress: every item is processed or failed.</param>
public sealed record ImportProgress(
    int Accepted,
    int Processed,
    int Failed,
    IReadOnlyList<ImportFailure> Failures,
    bool IsCompleted
);
