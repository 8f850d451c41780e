namespace Items.ColdStart.Sandboxes;

/// <summary>How a contestant is started.</summary>
/// <param name="Bootstrap">Its executable; the working directory is the folder of it.</param>
/// <param name="Environment">All variables but the address of the Runtime API.</param>
/// <param name="Log">File for its output.</param>
internal sealed record Launch(string Bootstrap, IReadOnlyDictionary<string, string> Environment, string Log)
{
    /// <summary>Longest time between two requests to the Runtime API.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
