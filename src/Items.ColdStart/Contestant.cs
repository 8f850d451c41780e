namespace Items.ColdStart;

/// <summary>A function in one technology, ready to be started.</summary>
/// <param name="Folder">Its deployment package unpacked, with the executable <c>bootstrap</c>.</param>
/// <param name="Operations">Names of the operations that it implements.</param>
internal sealed record Contestant(
    string Name,
    string Title,
    string Folder,
    IReadOnlyCollection<string> Operations
)
{
    public string Bootstrap => Path.Combine(Folder, "bootstrap");
}
