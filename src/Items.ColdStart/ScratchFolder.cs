namespace Items.ColdStart;

/// <summary>A temporary folder, deleted at the end.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("items-cold-start-");

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
