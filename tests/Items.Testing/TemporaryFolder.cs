namespace Items.Testing;

/// <summary>A new folder that is deleted with its content on disposal.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("items-tests-");

    public string FullPath => _folder.FullName;

    public string PathTo(string name) => Path.Combine(FullPath, name);

    /// <summary>Writes a file; one that starts with <c>#!</c> becomes executable.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text)
    {
        string path = PathTo(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        if (text.StartsWith("#!", StringComparison.Ordinal) && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Executable);
        }

        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
