using System.Collections.Concurrent;
using DictionaryEntry = System.Collections.DictionaryEntry;

namespace Items.LocalHost.Processes;

/// <summary>Runs commands of the .NET SDK.</summary>
/// <param name="launcher">Starts them.</param>
/// <param name="directory">Their working directory; its <c>global.json</c> selects the SDK.</param>
internal sealed class DotnetCommand(ProcessLauncher launcher, string directory)
{
    /// <summary>Added to the developer's environment.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <param name="arguments">A command and its options.</param>
    /// <param name="onLine">Gets each line of both streams.</param>
    /// <param name="cancellationToken">Kills the command.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="HostError"><c>dotnet</c> is not installed.</exception>
    public async Task<int> RunAsync(
        IEnumerable<string> arguments,
        Action<string> onLine,
        CancellationToken cancellationToken
    )
    {
        var process = await StartAsync(arguments, onLine);
        await using var kill = cancellationToken.Register(process.Kill);
        int exitCode = await process.Exited;
        cancellationToken.ThrowIfCancellationRequested();
        return exitCode;
    }

    /// <summary>Starts a command that runs until it is killed.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public Task<ChildProcess> StartAsync(IEnumerable<string> arguments, Action<string> onLine) =>
        launcher.StartAsync(Find(), arguments, BuildEnvironment(), directory, onLine, onLine);

    public async Task<string> SdkVersionAsync(CancellationToken cancellationToken)
    {
        var lines = new ConcurrentQueue<string>();
        await RunAsync(["--version"], lines.Enqueue, cancellationToken);
        return string.Join(' ', lines);
    }

    /// <returns>Full path of the program.</returns>
    /// <exception cref="HostError">It is not installed.</exception>
    public static string Find() =>
        Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet"
            ? host
            : Tools.Find("dotnet") ?? throw new HostError("publishing the function needs dotnet on PATH");

    /// <summary>
    /// The developer's environment without the variables of <c>dotnet run</c> and <c>dotnet test</c>, which would mix
    /// their MSBuild with that of the command.
    /// </summary>
    private Dictionary<string, string> BuildEnvironment() =>
        Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Select(entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value ?? ""))
            .Where(variable =>
                !variable.Key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
                && !variable.Key.StartsWith("ASPNETCORE_", StringComparison.Ordinal)
                && !variable.Key.StartsWith("VSTEST", StringComparison.Ordinal)
                && variable.Key
                    is not ("DOTNET_HOST_PATH" or "DOTNET_STARTUP_HOOKS" or "DOTNET_LAUNCH_PROFILE")
                && !Variables.ContainsKey(variable.Key)
            )
            .Concat(Variables)
            .ToDictionary(StringComparer.Ordinal);
}
