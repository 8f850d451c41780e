using System.Diagnostics;

namespace Items.LocalHost.Tests;

/// <summary>The installation of the npm packages, by the target of every build.</summary>
public sealed class NpmInstallTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_failed_installation_shows_the_cause_and_the_log_of_npm_in_the_error()
    {
        File.Copy(Repository.PathTo("Directory.Build.targets"), _folder.PathTo("Directory.Build.targets"));
        _folder.Write("package.json", "{}");
        _folder.Write("package-lock.json", "{}");
        _folder.Write(
            "some.proj",
            """
            <Project>
              <PropertyGroup><UsesNpm>true</UsesNpm></PropertyGroup>
              <Target Name="BeforeBuild" />
              <Import Project="Directory.Build.targets" />
            </Project>
            """
        );
        string npm = _folder.Write(
            "bin/npm",
            """
            #!/bin/sh
            if [ "$1" = --version ]; then exit; fi
            echo 'npm error code ENOTFOUND' >&2
            echo 'npm error A complete log of this run can be found in: /home/dev/.npm/_logs/debug-0.log' >&2
            exit 7
            """
        );

        // As quiet as the build of `dotnet run`.
        var start = new ProcessStartInfo(
            "dotnet",
            ["msbuild", "some.proj", "-t:BeforeBuild", "-v:quiet", "-nologo"]
        )
        {
            WorkingDirectory = _folder.FullPath,
        };
        start.Environment["PATH"] =
            $"{Path.GetDirectoryName(npm)}:{Environment.GetEnvironmentVariable("PATH")}";
        await using var build = new TestProcess(start);

        (await build.ExitCodeAsync(TimeSpan.FromMinutes(5))).Should().Be(1);
        build
            .Output.Text.Should()
            .ContainAll(
                "npm ci failed with exit code 7",
                "npm error code ENOTFOUND",
                "can be found in: /home/dev/.npm/_logs/debug-0.log"
            );
    }
}
