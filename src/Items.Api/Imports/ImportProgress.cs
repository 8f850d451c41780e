namespace Items.Api.Imports;

/// <summary>What the table contains of an import.</summary>
/// <param name="CreatedAt">When it was accepted, RFC 3339.</param>
/// <param name="Parts">Results of the messages that have been processed.</param>
internal sealed record ImportProgress(
    string ImportId,
    int Accepted,
    string CreatedAt,
    IReadOnlyList<PartResult> Parts
)
{
    /// <returns>The import without its failures.</returns>
    public Import ToImport()
    {
        int processed = Parts.Sum(part => part.Processed);
        int failed = Parts.Sum(part => part.Failures.Count);
        return new Import(
            ImportId,
            processed + failed == Accepted ? "completed" : "running",
            Accepted,
            processed,
            failed,
            Failures: [],
            CreatedAt
        );
    }
}

/// <summary>Result of a message.</summary>
/// <param name="Part">Number of the message in its import, from 1.</param>
/// <param name="Processed">Number of items created.</param>
/// <param name="Failures">The other items.</param>
internal sealed record PartResult(int Part, int Processed, IReadOnlyList<ImportFailure> Failures);
