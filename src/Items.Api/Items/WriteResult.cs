namespace Items.Api.Items;

/// <summary>How a conditional write ended.</summary>
/// <param name="Outcome">Which of the three.</param>
/// <param name="Item">The item after an update; null after anything else.</param>
internal readonly record struct WriteResult(WriteOutcome Outcome, Item? Item = null)
{
    public static WriteResult NotFound => new(WriteOutcome.NotFound);

    public static WriteResult VersionMismatch => new(WriteOutcome.VersionMismatch);

    public static WriteResult Done(Item? item = null) => new(WriteOutcome.Done, item);
}

internal enum WriteOutcome
{
    Done,
    NotFound,
    VersionMismatch,
}
