using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Items.EndToEnd.Tests;

/// <summary><c>docs/licenses.md</c>, compared with what the published function was made from.</summary>
public sealed partial class LicenseTests : IAsyncLifetime
{
    private const string Runtime = ".NET runtime and libraries";

    public Task InitializeAsync() => HostedApi.EnsurePublishedAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public void The_list_has_the_assemblies_the_documentation_pages_and_the_certificates_in_the_zip()
    {
        var listed = Rows()
            .Match(File.ReadAllText(Repository.PathTo("docs/licenses.md")))
            .Groups["row"]
            .Captures;

        listed
            .Select(row => row.Value.Split('|', StringSplitOptions.TrimEntries)[1..4])
            .Select(cells => string.Join(", ", cells))
            .Should()
            .BeEquivalentTo([
                $"{Runtime}, of the SDK, MIT",
                .. CompiledPackages().Distinct(),
                .. BundledPackages().Distinct(),
                .. OtherFiles(),
            ]);
    }

    /// <summary>NuGet packages whose assemblies were input of the native compiler. The SDK has the paths in lower case.</summary>
    private static IEnumerable<string> CompiledPackages()
    {
        var responseFile = new DirectoryInfo(Repository.PathTo("artifacts/publish"))
            .EnumerateFiles("bootstrap.ilc.rsp", SearchOption.AllDirectories)
            .OrderByDescending(file => file.LastWriteTimeUtc)
            .First();
        var folders = PackageReference()
            .Matches(File.ReadAllText(responseFile.FullName))
            .Select(match => match.Groups["folder"].Value)
            .Where(folder => !IsRuntime().IsMatch(folder))
            .ToList();
        folders.Should().NotBeEmpty();
        foreach (string folder in folders)
        {
            var nuspec = XDocument
                .Load(Directory.GetFiles(folder, "*.nuspec").Single())
                .Root!.Elements()
                .Single();
            yield return string.Join(
                ", ",
                new[] { "id", "version", "license" }.Select(name =>
                    nuspec.Elements().Single(it => it.Name.LocalName == name).Value
                )
            );
        }
    }

    /// <summary>What is beside the executable; data without a version and a licence.</summary>
    private static IEnumerable<string> OtherFiles() =>
        new DirectoryInfo(Repository.PathTo("artifacts/function"))
            .EnumerateFileSystemInfos()
            .Where(file => file.Name != "bootstrap")
            .Select(file => $"{file.Name}, , ");

    /// <summary>npm packages whose files are embedded as documentation pages.</summary>
    private static IEnumerable<string> BundledPackages()
    {
        string build = string.Concat(
            Directory.GetFiles(Repository.PathTo("src/Items.Api/Docs"), "*.mjs").Select(File.ReadAllText)
        );
        foreach (Match match in NpmPackage().Matches(build))
        {
            string file = Repository.PathTo($"node_modules/{match.Groups["name"].Value}/package.json");
            var package = JsonNode.Parse(File.ReadAllText(file))!;
            yield return $"{package["name"]}, {package["version"]}, {package["license"]}";
        }
    }

    [GeneratedRegex(
        @"\|---\|---\|---\|---\|\n((?<row>\|.*\|)\n)+",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Rows();

    [GeneratedRegex(
        @"^-r:(?<folder>.*/packages/[^/]+/[^/]+)/",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex PackageReference();

    [GeneratedRegex(
        @"/(microsoft\.netcore\.app\.runtime|runtime\.linux-x64\.microsoft\.dotnet\.ilcompiler)[^/]*/[^/]+$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex IsRuntime();

    [GeneratedRegex(
        """node_modules/(?<name>[^/]+)/""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex NpmPackage();
}
