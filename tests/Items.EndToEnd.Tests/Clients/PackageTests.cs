using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Clients;

/// <summary>The version of the client packages, by which npm and NuGet keep them.</summary>
public sealed class PackageTests
{
    [Fact]
    public async Task A_changed_client_has_another_version()
    {
        using var copy = new TemporaryFolder();
        await TestProcess.RunAsync(
            "cp",
            "--recursive",
            "--parents",
            "openapi.yaml",
            "package-lock.json",
            "src/Items.Client",
            copy.FullPath
        );
        string version = await VersionOfAsync(Repository.Root);

        (await VersionOfAsync(copy.FullPath)).Should().Be(version);
        foreach (
            string file in new[]
            {
                "openapi.yaml",
                "src/Items.Client/ItemsClient.cs",
                "src/Items.Client/TypeScript/index.ts",
            }
        )
        {
            string before = await VersionOfAsync(copy.FullPath);
            await File.AppendAllTextAsync(copy.PathTo(file), "\n");
            (await VersionOfAsync(copy.FullPath)).Should().NotBe(before, file);
        }
    }

    [Fact]
    public async Task Both_packages_have_the_version_of_their_sources()
    {
        string version = await VersionOfAsync(Repository.Root);
        using var packages = new TemporaryFolder();
        await TestProcess.RunAsync(
            "dotnet",
            "pack",
            "src/Items.Client",
            "--configuration",
            "Debug",
            "--no-build",
            "--output",
            packages.FullPath
        );

        Directory
            .GetFiles(packages.FullPath)
            .Select(Path.GetFileName)
            .Should()
            .Equal($"Items.Client.{version}.nupkg");
        var manifest = JsonNode.Parse(
            await File.ReadAllTextAsync(Repository.PathTo("artifacts/clients/package.json"))
        )!;
        manifest["version"]!.GetValue<string>().Should().Be(version);
        File.Exists(Repository.PathTo($"artifacts/clients/items-api-client-{version}.tgz")).Should().BeTrue();
    }

    private static async Task<string> VersionOfAsync(string repository) =>
        (await TestProcess.RunAsync("node", "src/Items.Client/version.mjs", repository)).Trim();
}
