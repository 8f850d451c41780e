using Items.LocalHost;
using Items.LocalHost.Processes;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>Publishes projects natively, for the framework that the local host publishes the function for.</summary>
internal static class NativePublish
{
    private static readonly Lazy<Task<IReadOnlyList<string>>> Framework = new(async () =>
    {
        // It decides the framework where the function is not published yet.
        await HostedApi.EnsurePublishedAsync();
        using var launcher = new ProcessLauncher();
        var dotnet = new DotnetCommand(launcher, Repository.Root);
        return await new FunctionFramework(dotnet, Repository.Root, TextWriter.Null).PropertiesAsync(
            CancellationToken.None
        );
    });

    /// <param name="project">Folder of the project, from the root of the repository.</param>
    /// <param name="arguments">More options of <c>dotnet publish</c>.</param>
    /// <exception cref="InvalidOperationException">The publish failed; the message has its output.</exception>
    public static async Task RunAsync(string project, params IEnumerable<string> arguments) =>
        await TestProcess.RunAsync(
            "dotnet",
            [
                "publish",
                Repository.PathTo(project),
                "-c",
                "Release",
                "--nologo",
                "-v:q",
                .. await Framework.Value,
                .. arguments,
            ]
        );
}
