using Items.LocalHost;
using Items.LocalHost.Processes;
using Items.LocalHost.Template;

namespace Items.ColdStart;

/// <summary>The repository that the tool was built in.</summary>
internal static class Repository
{
    private static readonly Lazy<SamTemplate> LoadedTemplate = new(() => SamTemplate.Load(TemplateFile));

    /// <exception cref="HostError">The tool was copied out of its repository.</exception>
    public static string TemplateFile =>
        Tools.FindUpwards("template.yaml", AppContext.BaseDirectory)
        ?? throw new HostError("the tool is not in the repository that it was built in");

    /// <inheritdoc cref="TemplateFile"/>
    public static string Folder => Path.GetDirectoryName(TemplateFile)!;

    /// <summary>What <see cref="TemplateFile"/> describes.</summary>
    public static SamTemplate Template => LoadedTemplate.Value;

    /// <summary>Folder of PEM files with the certificate authorities that the function is deployed with.</summary>
    public static string TrustRoots => Path.Combine(Folder, "src/NativeLambda/Transport/certificates");
}
