using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Items.EndToEnd.Tests;

/// <summary>The folder and the zip that <c>dotnet publish</c> writes for deployment.</summary>
public sealed class PublishedFunctionTests : IAsyncLifetime
{
    private static readonly string[] Files =
    [
        "bootstrap",
        "certificates/09789157.0",
        "certificates/6d41d539.0",
        "certificates/8cb5ee0f.0",
        "certificates/ce5e74ef.0",
        "certificates/de6d66f3.0",
    ];

    private static readonly string Folder = Repository.PathTo("artifacts/function");
    private static readonly string Zip = Repository.PathTo("artifacts/items-api.zip");

    public Task InitializeAsync() => HostedApi.EnsurePublishedAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public void The_folder_has_the_executable_and_its_trusted_certificates() =>
        Directory
            .GetFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file))
            .Should()
            .BeEquivalentTo(Files);

    [Fact]
    public async Task The_zip_has_the_same_files_with_fixed_modes_and_times()
    {
        using var zip = ZipFile.OpenRead(Zip);

        zip.Entries.Select(entry => entry.FullName).Should().Equal(Files);
        zip.Entries.Should()
            .OnlyContain(entry =>
                ((UnixFileMode)(entry.ExternalAttributes >> 16) & AllModes)
                == (entry.Name == "bootstrap" ? ReadableByAll | ExecutableByAll : ReadableByAll)
            );
        zip.Entries.Should().OnlyContain(entry => entry.LastWriteTime.DateTime == new DateTime(1980, 1, 1));
        foreach (var entry in zip.Entries)
        {
            await using var content = entry.Open();
            using var copy = new MemoryStream();
            await content.CopyToAsync(copy);
            byte[] published = await File.ReadAllBytesAsync(Path.Combine(Folder, entry.FullName));
            copy.ToArray().AsSpan().SequenceEqual(published).Should().BeTrue("{0} is identical", entry);
        }
    }

    /// <summary>Modes are used only from a zip made by Unix: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.4.2.</summary>
    [Fact]
    public async Task The_zip_states_that_it_was_made_by_Unix()
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
        await ZipFile.ExtractToDirectoryAsync(Zip, folder.PathTo("task"));

        await using var api = await HostedApi.StartAsync(
            new HostedApiOptions { Bootstrap = folder.PathTo("task/bootstrap") }
        );

        await api.Client.CreateAsync();
    }

    /// <summary>Substitutions.xml removes code; the compiler would keep it, without an error, if a caller needed it.</summary>
    [Fact]
    public async Task The_executable_does_not_contain_the_code_that_is_substituted_nor_the_SDKs_readers_of_responses()
    {
        byte[] executable = await File.ReadAllBytesAsync(Repository.Bootstrap);

        Contains("RegexInterpreter"u8).Should().BeTrue("names of types are in the executable");
        Contains("SymbolicRegexNode"u8).Should().BeFalse();
        Contains("GermanLanguage"u8).Should().BeFalse();
        Contains(Encoding.Unicode.GetBytes("darf nicht leer sein")).Should().BeFalse();
        Contains("Unmarshaller"u8).Should().BeFalse();

        bool Contains(ReadOnlySpan<byte> text) => executable.AsSpan().IndexOf(text) >= 0;
    }

    [Fact]
    public async Task The_size_report_has_the_sizes_of_the_zip_the_executable_and_all_its_parts()
    {
        string[] lines = await File.ReadAllLinesAsync(Path.ChangeExtension(Zip, ".sizes.txt"));

        var sizes = lines
            .Select(line =>
                line.Split("  ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            )
            .ToDictionary(
                columns => columns[0],
                columns => long.Parse(columns[1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture)
            );
        sizes["items-api.zip"].Should().Be(new FileInfo(Zip).Length);
        sizes["bootstrap, executable"].Should().Be(new FileInfo(Repository.Bootstrap).Length);
        sizes.Should().ContainKeys("System.Private.CoreLib", "NativeLambda", "bootstrap", "ResourceData");
        sizes.Values.Should().OnlyContain(size => size > 0);
        sizes.Values.Sum().Should().Be(sizes["items-api.zip"] + (2 * sizes["bootstrap, executable"]));
    }

    /// <summary>With folders of its own for everything, so that it changes no file that other tests use.</summary>
    [Fact]
    public async Task A_build_in_another_folder_makes_an_identical_zip()
    {
        using var folder = new TemporaryFolder();

        await NativePublish.RunAsync(
            "src/Items.Api",
            "--artifacts-path",
            folder.PathTo("artifacts"),
            $"-p:PublishDir={folder.PathTo("other")}/",
            "-p:MaximumGlibc=any"
        );

        byte[] first = await File.ReadAllBytesAsync(Zip);
        byte[] second = await File.ReadAllBytesAsync(folder.PathTo("other.zip"));
        second.AsSpan().SequenceEqual(first).Should().BeTrue();
    }

    [Fact]
    public async Task An_executable_that_needs_a_newer_glibc_is_not_published()
    {
        using var folder = new TemporaryFolder();

        var publish = () =>
            NativePublish.RunAsync(
                "src/Items.Api",
                $"-p:PublishDir={folder.PathTo("old")}/",
                "-p:MaximumGlibc=2.17"
            );

        (await publish.Should().ThrowAsync<InvalidOperationException>()).WithMessage(
            "*bootstrap needs GLIBC_* and does not start on AWS Lambda*dotnet publish src/Items.Api -c Release*"
        );
        Directory.GetFileSystemEntries(folder.PathTo("old")).Should().BeEmpty();
        File.Exists(folder.PathTo("old.zip")).Should().BeFalse();
    }

    /// <summary>
    /// .NET's TLS, certificates and HTTP client are a third of the executable when anything uses them
    /// (docs/decisions/0012-cold-path.md). The names of types are in it for stack traces.
    /// </summary>
    [Fact]
    public async Task The_executable_contains_no_TLS_and_no_HTTP_client_of_NET()
    {
        byte[] executable = await File.ReadAllBytesAsync(Repository.Bootstrap);

        Contains("TlsClient").Should().BeTrue("it shows that names are found");
        Contains("SslStream").Should().BeFalse();
        Contains("X509Certificate").Should().BeFalse();
        Contains("HttpClient").Should().BeFalse();

        bool Contains(string name) => executable.AsSpan().IndexOf(Encoding.ASCII.GetBytes(name)) >= 0;
    }

    private const UnixFileMode ReadableByAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode ExecutableByAll =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private const UnixFileMode AllModes = (UnixFileMode)0xFFF;
}
