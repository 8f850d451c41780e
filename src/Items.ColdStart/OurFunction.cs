using Items.ColdStart.Operations;
using Items.LocalHost;
using Items.LocalHost.Processes;

namespace Items.ColdStart;

/// <summary>The function of this repository: published, or a build that the user names.</summary>
internal static class OurFunction
{
    /// <summary>Of the published function, among the contestants.</summary>
    public const string Name = "items";

    private const string Title = "Items API, C# Native AOT";

    /// <summary>Takes the given build, or publishes the function where its sources are newer.</summary>
    /// <param name="given">FOLDER or NAME=FOLDER; null to publish.</param>
    /// <param name="output">Gets a line when the function is published.</param>
    /// <exception cref="HostError">There is no bootstrap, or publishing fails.</exception>
    public static async Task<Contestant> FindAsync(
        string? given,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        if (given is not null)
        {
            return Given(given);
        }

        using var launcher = new ProcessLauncher();
        var build = new FunctionBuild(launcher, output);
        return Create(Name, await build.FindOrPublishAsync(Repository.Template, cancellationToken));
    }

    /// <param name="text">FOLDER, or NAME=FOLDER.</param>
    /// <exception cref="HostError">There is no bootstrap in it.</exception>
    public static Contestant Given(string text)
    {
        int equals = text.IndexOf('=');
        if (equals == text.Length - 1)
        {
            throw new HostError($"--function {text} names no folder");
        }

        string folder = Path.GetFullPath(text[(equals + 1)..]);
        string name = equals > 0 ? text[..equals] : Path.GetFileName(folder.TrimEnd('/'));
        return Create(name, FunctionBuild.RequireExecutable(Path.Combine(folder, "bootstrap")));
    }

    private static Contestant Create(string name, string bootstrap) =>
        new(
            name,
            name == Name ? Title : $"{Title} ({name})",
            Path.GetDirectoryName(bootstrap)!,
            OperationSet.Names,
            IsOurs: true
        );
}
