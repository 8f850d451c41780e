using System.Diagnostics;

namespace Items.EndToEnd.Tests;

/// <summary>
/// The API that the template of this repository generates for the name Orders, after its own tests have run and with them
/// published its function. The developer's installed templates are not changed.
/// </summary>
public sealed class ApiTemplateFixture : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Output of the installation.</summary>
    internal string Installed { get; private set; } = "";

    /// <summary>Folder of the generated API.</summary>
    internal string Orders => _folder.PathTo("Orders");

    /// <summary>Output of the generated tests.</summary>
    internal string TestResult { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Installed = await NewAsync("install", Repository.Root);
        await GenerateAsync("Orders");
        TestResult = await DotnetAsync(Orders, "test", "-nodeReuse:false", "--nologo");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    /// <summary>Generates an API in the folder of its name.</summary>
    /// <returns>The output.</returns>
    internal Task<string> GenerateAsync(string name) => NewAsync("native-lambda-api", "-n", name);

    internal string PathTo(string name) => _folder.PathTo(name);

    /// <summary>Runs a command of the .NET SDK to its successful end.</summary>
    /// <returns>The output.</returns>
    internal static async Task<string> DotnetAsync(string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder };
        // With it a restore needs the lock files that the first restore of a generated API writes.
        start.Environment.Remove("CI");
        await using var dotnet = new TestProcess(start);
        int exitCode = await dotnet.ExitCodeAsync(TimeSpan.FromMinutes(15));
        return exitCode == 0
            ? dotnet.Output.Text
            : throw new InvalidOperationException(
                $"dotnet {string.Join(' ', arguments)} failed with exit code {exitCode}:\n{dotnet.Output.Text}"
            );
    }

    private Task<string> NewAsync(params IEnumerable<string> arguments) =>
        DotnetAsync(
            _folder.FullPath,
            ["new", .. arguments, "--debug:custom-hive", _folder.PathTo("templates")]
        );
}
