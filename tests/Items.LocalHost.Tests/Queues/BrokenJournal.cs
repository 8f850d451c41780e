namespace Items.LocalHost.Tests.Queues;

/// <summary>
/// The journal of queues in a folder that is moved away. A journal is written anew when it has 64 MB, which then fails.
/// </summary>
internal sealed class BrokenJournal : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The body of a message after which the journal is written anew.</summary>
    public static string LargeBody { get; } = new('x', 65 * 1024 * 1024);

    public string FilePath => _folder.PathTo("queues/items.queues");

    public void Break() => Directory.Move(_folder.PathTo("queues"), _folder.PathTo("moved"));

    public void Repair() => Directory.Move(_folder.PathTo("moved"), _folder.PathTo("queues"));

    public void Dispose() => _folder.Dispose();
}
