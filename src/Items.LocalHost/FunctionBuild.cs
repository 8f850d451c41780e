using Items.LocalHost.Processes;
using Items.LocalHost.Template;

namespace Items.LocalHost;

/// <summary>Finds the function's executable, and publishes it when a source is newer.</summary>
internal sealed class FunctionBuild(ProcessLauncher launcher, TextWriter output)
{
    /// <returns>Full path of an executable that the developer named.</returns>
    /// <exception cref="HostError">It does not exist or is not executable.</exception>
    public static string RequireExecutable(string path) =>
        !File.Exists(path) ? throw new HostError($"bootstrap {path} does not exist")
        : !Tools.IsExecutable(path)
            ? throw new HostError($"bootstrap {path} is not executable; try chmod +x {path}")
        : Path.GetFullPath(path);

    /// <returns>Full path of an executable that is not older than its sources.</returns>
    public async Task<string> FindOrPublishAsync(SamTemplate template, CancellationToken cancellationToken)
    {
        string directory = template.Directory;
        string bootstrap = Path.GetFullPath(Path.Combine(directory, template.Function.CodeUri, "bootstrap"));
        string project = Path.GetDirectoryName(Path.Combine(directory, FunctionSources.Project))!;
        if (!Directory.Exists(project))
        {
            return File.Exists(bootstrap)
                ? RequireExecutable(bootstrap)
                : throw new HostError(
                    $"there is neither {bootstrap} nor {project} to publish it from; use --bootstrap"
                );
        }

        if (FunctionSources.AreOlderThan(bootstrap, directory))
        {
            return bootstrap;
        }

        using var publishLock = await BuildLock.AcquireAsync(
            Path.Combine(directory, "artifacts", "publish.lock"),
            output,
            cancellationToken
        );
        // Another local host may have published while this one waited for the lock.
        if (!FunctionSources.AreOlderThan(bootstrap, directory))
        {
            await PublishAsync(directory, project, bootstrap, cancellationToken);
        }

        return bootstrap;
    }

    private async Task PublishAsync(
        string directory,
        string project,
        string bootstrap,
        CancellationToken cancellationToken
    )
    {
        var startedAt = DateTime.UtcNow;
        await RunPublishAsync(directory, project, cancellationToken);
        if (!File.Exists(bootstrap))
        {
            throw new HostError(
                $"publishing {project} did not write {bootstrap}, which the template's CodeUri names"
            );
        }

        // MSBuild keeps the time of an unchanged binary, and a source that was edited during the publish must be newer.
        File.SetLastWriteTimeUtc(bootstrap, startedAt);
    }

    private async Task RunPublishAsync(string directory, string project, CancellationToken cancellationToken)
    {
        if (Tools.Find("clang") is null && Tools.Find("gcc") is null)
        {
            throw new HostError(
                "publishing the function needs gcc or clang as its linker; install one (Debian: apt install gcc)"
            );
        }

        if (Tools.Find("node") is null)
        {
            throw new HostError(
                "publishing the function needs node for its documentation pages; install Node.js 20 or later with npm"
            );
        }

        output.WriteLine("Publishing the function (about a minute the first time) …");
        var dotnet = new DotnetCommand(launcher, directory);
        var properties = await new FunctionFramework(dotnet, directory, output).PropertiesAsync(
            cancellationToken
        );
        int exitCode = await dotnet.RunAsync(
            [
                "publish",
                project,
                "-c",
                "Release",
                "--nologo",
                // Build servers would keep running after the publish.
                "--disable-build-servers",
                "-v",
                "minimal",
                // It runs on this machine.
                "-p:MaximumGlibc=any",
                .. properties,
            ],
            WriteIndented,
            cancellationToken
        );
        if (exitCode != 0)
        {
            throw new HostError(
                $"publishing the function failed (exit code {exitCode}); see the messages above"
            );
        }

        void WriteIndented(string line)
        {
            if (line.Trim().Length > 0)
            {
                output.WriteLine($"  {line.Trim()}");
            }
        }
    }
}
