using Items.ColdStart.Operations;
using Items.ColdStart.Sandboxes;

namespace Items.ColdStart.Tests;

/// <summary>A temporary folder with files of a test, deleted at the end.</summary>
internal sealed class TestFolder : IDisposable
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly ScratchFolder _folder = new();

    /// <summary>An operation for which any response with status 200 is correct.</summary>
    public static Operation AnyOperation { get; } =
        new("any", """{"version":"2.0"}"""u8.ToArray(), 200, _ => true);

    public string Path => _folder.Path;

    public static TestFolder WithBootstrap(string script) => new TestFolder().With("bootstrap", script);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <param name="content">Executable when it begins with <c>#!</c>.</param>
    public TestFolder With(string file, string content)
    {
        string path = File(file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, content);
        if (content.StartsWith("#!", StringComparison.Ordinal) && !OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(path, Executable);
        }

        return this;
    }

    /// <summary>Starts the folder's <c>bootstrap</c>.</summary>
    public Launch Launch() =>
        new(
            File("bootstrap"),
            new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! },
            File("output.log")
        );

    public void Dispose() => _folder.Dispose();
}
