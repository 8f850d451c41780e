using System.Diagnostics;
using System.Text.RegularExpressions;
using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>The folder that is deployed.</summary>
public sealed partial class PublishedFunctionTests
{
    [Fact]
    public async Task It_holds_the_executable_and_nothing_else()
    {
        await LocalStack.InstalledAsync();

        var folder = new DirectoryInfo(Path.GetDirectoryName(Repository.Bootstrap)!);

        folder.EnumerateFileSystemInfos().Select(file => file.Name).Should().Equal("bootstrap");
    }

    [Fact]
    public async Task It_runs_on_the_glibc_of_Amazon_Linux_2023()
    {
        await LocalStack.InstalledAsync();

        var versions = GlibcVersion()
            .Matches(await DynamicSymbolsAsync())
            .Select(match => Version.Parse(match.Groups["version"].Value))
            .ToList();

        versions.Should().NotBeEmpty();
        versions.Max().Should().BeLessThanOrEqualTo(new Version(2, 34));
    }

    private static async Task<string> DynamicSymbolsAsync()
    {
        // binutils comes with gcc, without which the function could not have been published.
        var start = new ProcessStartInfo("objdump", ["-T", Repository.Bootstrap])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var objdump = Process.Start(start)!;
        string symbols = await objdump.StandardOutput.ReadToEndAsync();
        await objdump.WaitForExitAsync();
        objdump.ExitCode.Should().Be(0);
        return symbols;
    }

    [GeneratedRegex(
        @"GLIBC_(?<version>\d+(\.\d+)+)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex GlibcVersion();
}
