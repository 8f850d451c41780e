using System.Diagnostics;
using System.IO.Compression;

namespace NativeLambda.Tests.Packaging;

/// <summary>The task, run by MSBuild with another advzip than that of the machine, or none.</summary>
public sealed class WriteZipTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_advzip_the_zip_is_written_and_the_message_states_how_to_install_it()
    {
        var (exitCode, output) = await WriteAsync();

        exitCode.Should().Be(0);
        output
            .Should()
            .Contain(
                "advzip is not installed; the zip is about 2 % larger (Debian: apt install advancecomp)"
            );
        await using var zip = await ZipFile.OpenReadAsync(Zip);
        zip.Entries.Select(entry => entry.FullName).Should().Equal("program");
    }

    [Fact]
    public async Task What_an_interrupted_build_has_left_is_replaced()
    {
        _folder.Write("function.zip.tmp", "incomplete");

        (await WriteAsync()).ExitCode.Should().Be(0);

        await using var zip = await ZipFile.OpenReadAsync(Zip);
        zip.Entries.Should().ContainSingle();
    }

    [Fact]
    public async Task The_zip_is_the_one_that_advzip_has_compressed_again()
    {
        InstallAdvzip("printf 'compressed again' >\"$4\"");

        (await WriteAsync()).ExitCode.Should().Be(0);

        (await File.ReadAllTextAsync(Zip)).Should().Be("compressed again");
    }

    [Fact]
    public async Task An_error_of_advzip_fails_the_build_and_leaves_no_zip()
    {
        InstallAdvzip("exit 3");

        var (exitCode, output) = await WriteAsync();

        exitCode.Should().NotBe(0);
        output.Should().Contain("exit code 3");
        File.Exists(Zip).Should().BeFalse();
    }

    private string Zip => _folder.PathTo("function.zip");

    private void InstallAdvzip(string command) => _folder.Write("tools/advzip", $"#!/bin/sh\n{command}\n");

    private async Task<(int ExitCode, string Output)> WriteAsync()
    {
        string project = _folder.Write(
            "function.proj",
            $"""
            <Project>
              <UsingTask
                TaskName="NativeLambda.Packaging.WriteZip"
                AssemblyFile="{Repository.PathTo(
                "artifacts/bin/NativeLambda.Packaging/debug/NativeLambda.Packaging.dll"
            )}"
              />
              <Target Name="Zip">
                <ItemGroup>
                  <File Include="{_folder.Write("program", "content")}" RelativePath="program" />
                </ItemGroup>
                <NativeLambda.Packaging.WriteZip Files="@(File)" ExecutableName="program" Zip="{Zip}" />
              </Target>
            </Project>
            """
        );
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, "-nologo", "-nodeReuse:false"]);
        start.Environment["PATH"] = _folder.PathTo("tools");
        await using var build = new TestProcess(start);
        int exitCode = await build.ExitCodeAsync();
        return (exitCode, build.Output.Text);
    }
}
