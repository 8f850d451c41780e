namespace Items.ColdStart;

/// <summary>A function in one technology, ready to be started.</summary>
/// <param name="Folder">What would be deployed, <c>bootstrap</c> among it.</param>
internal sealed record Contestant(
    string Name,
    string Title,
    string Folder,
    IReadOnlyCollection<string> Operations
)
{
    public string Bootstrap => Path.Combine(Folder, "bootstrap");
}
