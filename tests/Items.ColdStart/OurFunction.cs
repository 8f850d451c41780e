using Items.LocalHost;
using Items.LocalHost.Processes;
using Items.LocalHost.Template;

namespace Items.ColdStart;

/// <summary>The function of this repository: published, or a build that the user names.</summary>
internal static class OurFunction
{
    public const string Name = "items";

    /// <summary>Path of the template of the repository that the tool was built in.</summary>
    public static string Template =>
        Tools.FindUpwards("template.yaml", AppContext.BaseDirectory)
        ?? throw new HostError("the tool does not lie in the repository that it was built from");

    /// <summary>Path of the roots that it is deployed with.</summary>
    public static string Roots =>
        Path.Combine(Path.GetDirectoryName(Template)!, "src/Items.Api/Transport/amazon-roots.pem");

    /// <param name="given">As for <see cref="Given"/>; null to publish it.</param>
    /// <param name="output">Is told when it is published.</param>
    /// <param name="cancellationToken">Ends the publishing.</param>
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
        return await PublishAsync(SamTemplate.Load(Template), launcher, output, cancellationToken);
    }

    public static async Task<Contestant> PublishAsync(
        SamTemplate stack,
        ProcessLauncher launcher,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        string bootstrap = await new FunctionBuild(launcher, output).FindOrPublishAsync(
            stack,
            cancellationToken
        );
        return Create(Name, bootstrap);
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
            "Items API, C# Native AOT",
            Path.GetDirectoryName(bootstrap)!,
            Operations.OperationSet.Names
        );
}
