using System.Xml;
using System.Xml.Linq;

namespace Items.LocalHost;

/// <summary>The files that a build of the function depends on.</summary>
internal static class FunctionSources
{
    public const string Project = "src/Items.Api/Items.Api.csproj";

    // The contract and the npm packages become the function's documentation pages.
    private static readonly string[] RootFiles =
    [
        "Directory.*.props",
        "Directory.*.targets",
        "global.json",
        "openapi.yaml",
        "package-lock.json",
    ];

    /// <param name="directory">Root of the repository.</param>
    /// <returns>True when the executable exists and no source is newer.</returns>
    public static bool AreOlderThan(string bootstrap, string directory)
    {
        if (!File.Exists(bootstrap))
        {
            return false;
        }

        var published = File.GetLastWriteTimeUtc(bootstrap);
        // Folders too: a deleted file changes only the time of its folder.
        return Folders(directory)
            .Select(folder => new DirectoryInfo(folder))
            .SelectMany(folder =>
                folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Prepend(folder)
            )
            .Concat(EnumerateRootFiles(directory))
            .All(entry => entry.LastWriteTimeUtc <= published);
    }

    /// <summary>The sources beside <c>src</c>.</summary>
    public static IEnumerable<FileInfo> EnumerateRootFiles(string directory) =>
        RootFiles.SelectMany(new DirectoryInfo(directory).EnumerateFiles);

    /// <summary>
    /// The folders below <c>src</c> with the function's project, the projects that it references and the files that
    /// they import, directly or not.
    /// </summary>
    public static IReadOnlySet<string> Folders(string directory)
    {
        string source = Path.Combine(directory, "src");
        var folders = new HashSet<string>(StringComparer.Ordinal);
        var files = new HashSet<string>(StringComparer.Ordinal);
        Add(Path.Combine(directory, Project));
        return folders;

        void Add(string file)
        {
            string relative = Path.GetRelativePath(source, file);
            if (relative.StartsWith("..", StringComparison.Ordinal) || !File.Exists(file) || !files.Add(file))
            {
                return;
            }

            folders.Add(Path.Combine(source, relative.Split(Path.DirectorySeparatorChar)[0]));
            foreach (string reference in References(file))
            {
                Add(reference);
            }
        }
    }

    private static IEnumerable<string> References(string file)
    {
        XDocument project;
        try
        {
            project = XDocument.Load(file);
        }
        catch (XmlException)
        {
            // The publish reports the error.
            return [];
        }

        string folder = Path.GetDirectoryName(file)!;
        return project
            .Descendants()
            .Select(element =>
                element.Name.LocalName switch
                {
                    "ProjectReference" => (string?)element.Attribute("Include"),
                    "Import" => (string?)element.Attribute("Project"),
                    _ => null,
                }
            )
            .OfType<string>()
            .Select(path => path.Replace("$(MSBuildThisFileDirectory)", "", StringComparison.Ordinal))
            // Paths with other properties lead into packages or the SDK.
            .Where(path => !path.Contains("$(", StringComparison.Ordinal))
            .Select(path => Path.GetFullPath(path.Replace('\\', '/'), folder));
    }
}
