using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>What is deployed: a folder, and the same as a zip.</summary>
public sealed partial class PublishedFunctionTests : IAsyncLifetime
{
    private static readonly string[] Files = ["amazon-roots.pem", "bootstrap"];
    private static readonly string Folder = Repository.Path("artifacts/function");
    private static readonly string Zip = Repository.Path("artifacts/items-api.zip");

    public Task InitializeAsync() => LocalStack.InstalledAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public void The_folder_holds_the_executable_and_the_certificates_that_it_trusts() =>
        new DirectoryInfo(Folder)
            .EnumerateFileSystemInfos()
            .Select(file => file.Name)
            .Should()
            .BeEquivalentTo(Files);

    [Fact]
    public async Task The_zip_holds_the_same_and_nothing_of_the_machine_that_made_it()
    {
        using var zip = ZipFile.OpenRead(Zip);

        zip.Entries.Select(entry => entry.FullName).Should().Equal(Files);
        zip.Entries.Select(entry => (UnixFileMode)(entry.ExternalAttributes >> 16) & AllModes)
            .Should()
            .Equal(ReadableByAll, ReadableByAll | ExecutableByAll);
        zip.Entries.Should().OnlyContain(entry => entry.LastWriteTime.DateTime == new DateTime(1980, 1, 1));
        foreach (var entry in zip.Entries)
        {
            await using var content = entry.Open();
            using var copy = new MemoryStream();
            await content.CopyToAsync(copy);
            byte[] published = await File.ReadAllBytesAsync(Path.Combine(Folder, entry.FullName));
            copy.ToArray().AsSpan().SequenceEqual(published).Should().BeTrue("{0} is the same", entry);
        }
    }

    /// <summary>Modes count only in a zip that says so: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.4.2.</summary>
    [Fact]
    public async Task The_zip_says_that_it_was_made_by_unix()
    {
        const byte Unix = 3;
        byte[] zip = await File.ReadAllBytesAsync(Zip);
        int lastHeader = zip.AsSpan().LastIndexOf("PK\x01\x02"u8);

        zip[lastHeader + 5].Should().Be(Unix);
    }

    [Fact]
    public async Task The_extracted_function_runs()
    {
        using var folder = new TemporaryFolder();
        await ZipFile.ExtractToDirectoryAsync(Zip, folder.File("task"));

        await using var stack = await LocalStack.StartAsync(
            new StackOptions { Bootstrap = folder.File("task/bootstrap") }
        );

        await stack.Client.CreateAsync();
    }

    [Fact]
    public async Task Another_publish_makes_the_same_bytes_beside_its_own_folder()
    {
        using var folder = new TemporaryFolder();
        var before = File.GetLastWriteTimeUtc(Zip);
        // So that it is made once more.
        File.Delete(Repository.Path("artifacts/obj/Items.Api/release_linux-x64/items-api.zip"));

        await ChildProcess.RunAsync(
            "dotnet",
            "publish",
            Repository.Path("src/Items.Api"),
            "-c",
            "Release",
            "--nologo",
            "-v:q",
            $"-p:PublishDir={folder.File("other")}/"
        );

        byte[] first = await File.ReadAllBytesAsync(Zip);
        byte[] second = await File.ReadAllBytesAsync(folder.File("other.zip"));
        second.AsSpan().SequenceEqual(first).Should().BeTrue();
        File.GetLastWriteTimeUtc(Zip).Should().Be(before);
    }

    [Fact]
    public async Task It_runs_on_the_glibc_of_Amazon_Linux_2023()
    {
        var versions = GlibcVersion()
            .Matches(await DynamicSymbolsAsync())
            .Select(match => Version.Parse(match.Groups["version"].Value))
            .ToList();

        versions.Should().NotBeEmpty();
        versions.Max().Should().BeLessThanOrEqualTo(new Version(2, 34));
    }

    private const UnixFileMode ReadableByAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode ExecutableByAll =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private const UnixFileMode AllModes = (UnixFileMode)0xFFF;

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
