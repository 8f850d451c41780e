using Items.ColdStart.Operations;
using Items.ColdStart.Sandboxes;

namespace Items.ColdStart.Tests;

/// <summary>A bootstrap written for one test, in a folder that is gone at its end.</summary>
internal sealed class Scripted : IDisposable
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("items-cold-start-test-");

    /// <summary>An operation that any JSON with this status satisfies.</summary>
    public static Operation AnyOperation { get; } =
        new("any", """{"version":"2.0"}"""u8.ToArray(), 200, _ => true);

    public string Folder => _folder.FullName;

    public static Scripted Bootstrap(string script) => new Scripted().With("bootstrap", script);

    public Scripted With(string file, string script)
    {
        string path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, script);
        if (script.StartsWith("#!", StringComparison.Ordinal) && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Executable);
        }

        return this;
    }

    public Launch Launch() =>
        new(
            Path.Combine(Folder, "bootstrap"),
            new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! },
            Path.Combine(Folder, "output.log")
        );

    public void Dispose() => _folder.Delete(recursive: true);
}
