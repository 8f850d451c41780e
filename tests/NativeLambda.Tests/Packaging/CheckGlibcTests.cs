namespace NativeLambda.Tests.Packaging;

/// <summary>The target of NativeLambda.Packaging.targets, run by MSBuild on an executable.</summary>
public sealed class CheckGlibcTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_executable_that_needs_a_newer_glibc_fails_with_a_command_that_builds_one_that_does_not()
    {
        var (exitCode, output) = await CheckAsync(await TestExecutable.LinkAsync(_folder, "GLIBC_2.38"));

        exitCode.Should().NotBe(0);
        output
            .Should()
            .Contain(
                "program needs GLIBC_2.38 and does not start on AWS Lambda, whose Amazon Linux 2023 has GLIBC_2.34."
            )
            .And.Contain(
                "docker run --rm -v \"$PWD:/src\" -w /src public.ecr.aws/sam/build-dotnet10 sh -c "
                    + "\"dnf install -y nodejs22 nodejs22-npm util-linux && dotnet publish src/Some.Api -c Release && chown -R --reference=. .\""
            );
    }

    [Theory]
    [InlineData("2.38")]
    [InlineData("any")]
    public async Task MaximumGlibc_allows_a_newer_one(string maximum)
    {
        string executable = await TestExecutable.LinkAsync(_folder, "GLIBC_2.38");

        (await CheckAsync(executable, $"-p:MaximumGlibc={maximum}")).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task A_MaximumGlibc_that_is_no_version_is_an_error()
    {
        string executable = await TestExecutable.LinkAsync(_folder, "GLIBC_2.3");

        var (exitCode, output) = await CheckAsync(executable, "-p:MaximumGlibc=none");

        exitCode.Should().NotBe(0);
        output.Should().Contain("MaximumGlibc is \"none\"; it must be a version, for example 2.34, or any.");
    }

    [Fact]
    public async Task An_executable_that_cannot_be_read_is_an_error()
    {
        var (exitCode, output) = await CheckAsync(_folder.Write("program", "#!/bin/sh"));

        exitCode.Should().NotBe(0);
        output.Should().Contain("It is not a 64-bit little-endian ELF file.");
    }

    private async Task<(int ExitCode, string Output)> CheckAsync(
        string executable,
        params string[] properties
    )
    {
        string project = _folder.Write(
            "src/Some.Api/Some.Api.proj",
            $"""
            <Project>
              <PropertyGroup>
                <DirectoryBuildPropsPath>{_folder.PathTo("Directory.Build.props")}</DirectoryBuildPropsPath>
                <ArtifactsPath>{Repository.PathTo("artifacts")}</ArtifactsPath>
                <Configuration>Debug</Configuration>
                <NativeBinary>{executable}</NativeBinary>
              </PropertyGroup>
              <Import Project="{Repository.PathTo(
                "src/NativeLambda.Packaging/NativeLambda.Packaging.targets"
            )}" />
            </Project>
            """
        );
        await using var build = new TestProcess(
            "dotnet",
            ["msbuild", project, "-t:CheckGlibc", "-nologo", "-nodeReuse:false", .. properties]
        );
        int exitCode = await build.ExitCodeAsync();
        return (exitCode, build.Output.Text);
    }
}
