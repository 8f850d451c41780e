using Items.ColdStart.Operations;
using Items.ColdStart.Sandboxes;

namespace Items.ColdStart.Tests;

/// <summary>A function whose <c>bootstrap</c> is a script of the test.</summary>
internal static class TestFunction
{
    /// <summary>An operation for which any response with status 200 is correct.</summary>
    public static Operation AnyOperation { get; } =
        new("any", """{"version":"2.0"}"""u8.ToArray(), 200, _ => true);

    /// <returns>The folder of the function.</returns>
    public static TemporaryFolder Create(string script)
    {
        var folder = new TemporaryFolder();
        folder.Write("bootstrap", script);
        return folder;
    }

    public static Launch Launch(this TemporaryFolder folder) =>
        new(
            folder.PathTo("bootstrap"),
            new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! },
            folder.PathTo("output.log")
        );
}
