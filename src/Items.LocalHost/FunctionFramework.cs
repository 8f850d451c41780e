using System.Collections.Concurrent;
using Items.LocalHost.Processes;

namespace Items.LocalHost;

/// <summary>
/// Decides for which framework functions are published: the default of <c>Directory.Build.props</c>, or net9.0 where no
/// package source has the native runtime pack of the default (docs/decisions/0016-supported-runtime.md).
/// </summary>
/// <param name="dotnet">Runs in the root of the repository.</param>
/// <param name="directory">Root of the repository. The result is stored below it, with the version of the SDK.</param>
/// <param name="output">Gets a line when it is not the default.</param>
internal sealed class FunctionFramework(DotnetCommand dotnet, string directory, TextWriter output)
{
    private const string Available = "available";
    private const string Missing = "missing";

    private readonly string _file = Path.Combine(directory, "artifacts", "publish", "native-pack.txt");

    /// <returns>Properties for <c>dotnet publish</c>: none for the default framework.</returns>
    public async Task<IReadOnlyList<string>> PropertiesAsync(CancellationToken cancellationToken)
    {
        string sdk = await dotnet.SdkVersionAsync(cancellationToken);
        string pack = Stored(sdk) ?? await ProbeAsync(sdk, cancellationToken);
        if (pack == Available)
        {
            return [];
        }

        output.WriteLine(
            "The package sources have no native runtime pack for .NET 10: publishing for net9.0, which is out of support."
        );
        return ["-p:FunctionTargetFramework=net9.0"];
    }

    private string? Stored(string sdk) =>
        File.Exists(_file) && File.ReadAllLines(_file) is [var version, var pack] && version == sdk
            ? pack
            : null;

    /// <summary>Restores what the publish restores, for the default framework.</summary>
    private async Task<string> ProbeAsync(string sdk, CancellationToken cancellationToken)
    {
        output.WriteLine("Restoring the packages of the native compiler …");
        var lines = new ConcurrentQueue<string>();
        int exitCode = await dotnet.RunAsync(
            [
                "restore",
                Path.Combine(directory, FunctionSources.Project),
                "-p:_IsPublishing=true",
                "-p:Configuration=Release",
                "--disable-build-servers",
            ],
            lines.Enqueue,
            cancellationToken
        );
        string pack = lines.Any(IsMissingPack) ? Missing : Available;
        // After any other error the publish is tried, and shows the error.
        if (exitCode == 0 || pack == Missing)
        {
            Store(sdk, pack);
        }

        return pack;
    }

    /// <summary>NU1101: no package of this name. NU1102: not in this version.</summary>
    private static bool IsMissingPack(string line) =>
        (Has(line, "error NU1101") || Has(line, "error NU1102"))
        && (Has(line, "NativeAOT") || Has(line, "ILCompiler"));

    private static bool Has(string line, string text) => line.Contains(text, StringComparison.Ordinal);

    private void Store(string sdk, string pack)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
            // Another process may read it now.
            string temporary = $"{_file}.{Environment.ProcessId}";
            File.WriteAllLines(temporary, [sdk, pack]);
            File.Move(temporary, _file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The publish writes to the same folder and reports why it cannot.
        }
    }
}
