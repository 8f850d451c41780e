using System.Diagnostics;

namespace Items.Testing;

/// <summary>A new folder that is deleted with its content on disposal.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("items-tests-");

    public string FullPath => _folder.FullName;

    public string PathTo(string name) => Path.Combine(FullPath, name);

    /// <summary>Writes a file; one that starts with <c>#!</c> becomes executable.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text)
    {
        string path = PathTo(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (text.StartsWith("#!", StringComparison.Ordinal))
        {
            WriteExecutable(path, text);
        }
        else
        {
            File.WriteAllText(path, text);
        }

        return path;
    }

    /// <summary>
    /// By another process: the kernel runs no file that is open for writing, and children that other tests start meanwhile
    /// inherit the files that are open here, until they run their program.
    /// </summary>
    private static void WriteExecutable(string path, string text)
    {
        var start = new ProcessStartInfo("sh", ["-c", "cat > \"$0\" && chmod 700 \"$0\"", path])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        using var writer = Process.Start(start)!;
        writer.StandardInput.Write(text);
        writer.StandardInput.Close();
        writer.WaitForExit();
        if (writer.ExitCode != 0)
        {
            throw new IOException($"{path} was not written: sh ended with {writer.ExitCode}.");
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
