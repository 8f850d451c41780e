namespace Items.ColdStart.Sandboxes;

/// <summary>How a contestant is started.</summary>
/// <param name="Bootstrap">Its executable; it runs in that folder.</param>
/// <param name="Environment">All but the address of the Runtime API.</param>
/// <param name="Log">File for what it prints.</param>
internal sealed record Launch(string Bootstrap, IReadOnlyDictionary<string, string> Environment, string Log)
{
    /// <summary>How long it may leave the Runtime API waiting.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}
