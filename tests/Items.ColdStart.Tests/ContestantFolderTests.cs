using System.Diagnostics;
using Items.LocalHost;
using Items.LocalHost.Processes;

namespace Items.ColdStart.Tests;

public sealed class ContestantFolderTests : IDisposable
{
    private const string Settings = """{"title": "Shell", "operations": ["get"]}""";
    private const string Builds = "#!/bin/sh\ncp \"$0\" \"$1/bootstrap\"\n";

    private readonly TemporaryFolder _contestants = new();
    private readonly TemporaryFolder _output = new();
    private readonly ProcessLauncher _launcher = new();

    private string Target => _output.PathTo("shell");

    [Fact]
    public async Task A_contestant_is_built_once()
    {
        var folder = Contestant(Settings, Builds);

        (await BuildAsync(folder)).Should().Be((null, "Building shell …\n"));
        (await BuildAsync(folder)).Should().Be((null, ""));
        File.Exists(Path.Combine(Target, "bootstrap")).Should().BeTrue();
    }

    [Fact]
    public async Task It_is_built_again_when_its_sources_are_newer()
    {
        var folder = Contestant(Settings, Builds);
        await BuildAsync(folder);
        File.SetLastWriteTimeUtc(Path.Combine(folder.Folder, "build.sh"), DateTime.UtcNow.AddMinutes(1));

        var (_, output) = await BuildAsync(folder);

        output.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Without_a_tool_that_it_needs_it_is_skipped_with_a_reason()
    {
        var (reason, _) = await BuildAsync(
            Contestant(Settings, "#!/bin/sh\necho 'zig is missing: apt-get install zig' >&2\nexit 3\n")
        );

        reason.Should().Be("zig is missing: apt-get install zig");
    }

    [Fact]
    public async Task The_packages_of_AWS_for_NET_that_do_not_restore_are_named()
    {
        _output.Write(
            "dotnet",
            """
            #!/bin/sh
            echo "Function.csproj : error NU1101: Unable to find package Amazon.Lambda.RuntimeSupport. No packages exist."
            exit 1
            """
        );
        var start = new ProcessStartInfo(
            Items.Testing.Repository.PathTo("src/Items.ColdStart/contestants/dotnet/build.sh"),
            [_output.FullPath]
        );
        start.Environment["PATH"] = $"{_output.FullPath}:{start.Environment["PATH"]}";
        await using var build = new TestProcess(start);

        (await build.ExitCodeAsync()).Should().Be(3);

        build
            .StandardError.Text.Trim()
            .Should()
            .Be("its NuGet packages do not restore: Unable to find package Amazon.Lambda.RuntimeSupport");
    }

    [Theory]
    [InlineData("#!/bin/sh\necho 'line 3: oops' >&2\nexit 1\n", "*exit code 1*line 3: oops*")]
    [InlineData("#!/bin/sh\ntrue\n", "*no executable */shell/bootstrap*")]
    public async Task A_failed_build_is_an_error_with_its_output(string script, string message) =>
        await FluentActions
            .Awaiting(() => BuildAsync(Contestant(Settings, script)))
            .Should()
            .ThrowAsync<HostError>()
            .WithMessage(message);

    [Theory]
    [InlineData("""{"title": "Shell", "operations": ["put"]}""", Builds, "*'put' is none of get*")]
    [InlineData("""{"title": "Shell"}""", Builds, "*contestant.json*operations*")]
    [InlineData("not JSON", Builds, "*contestant.json*")]
    [InlineData(Settings, "not executable", "*no executable build.sh*")]
    public void An_incomplete_folder_is_an_error(string settings, string script, string message) =>
        FluentActions
            .Invoking(() => Contestant(settings, script))
            .Should()
            .Throw<HostError>()
            .WithMessage(message);

    public void Dispose()
    {
        _launcher.Dispose();
        _contestants.Dispose();
        _output.Dispose();
    }

    private ContestantFolder Contestant(string settings, string script)
    {
        _contestants.Write("shell/contestant.json", settings);
        _contestants.Write("shell/build.sh", script);
        return ContestantFolder.All(_contestants.FullPath).Single();
    }

    private async Task<(string? Reason, string Output)> BuildAsync(ContestantFolder folder)
    {
        await using var output = new StringWriter();
        string? reason = await folder.BuildAsync(Target, _launcher, output, default);
        return (reason, output.ToString());
    }
}
