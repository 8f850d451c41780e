using Items.LocalHost.Processes;
using Items.LocalHost.Template;

namespace Items.LocalHost.Tests;

/// <summary>The project at the real path has a Publish target that only copies the scripted function.</summary>
public sealed class FunctionBuildTests : IDisposable
{
    private const string PreviousFramework =
        "The package sources have no native runtime pack for .NET 10: publishing for net9.0, which is out of support.";

    private const string CannotPublish =
        "error: the function cannot be built: *; make */artifacts writable for your user, or run a published executable "
        + "with --bootstrap PATH --ephemeral";

    private static readonly TimeSpan BuildTimeout = TimeSpan.FromMinutes(10);

    private readonly TestTemplate _template = new(TestTemplate.Text());

    public FunctionBuildTests()
    {
        Write(
            "src/Items.Api/Items.Api.csproj",
            $"""
            <Project>
              <ItemGroup>
                <ProjectReference Include="../Framework/Framework.csproj" />
              </ItemGroup>
              <Import Project="$(MSBuildThisFileDirectory)../Packaging/build/Package.targets" />
              <Target Name="Restore">
                <WriteLinesToFile File="../../restores.txt" Lines="restore" />
                <Error
                  Condition="Exists('no-pack') and '$(FunctionTargetFramework)' == ''"
                  Code="NU1101"
                  Text="Unable to find package Microsoft.NETCore.App.Runtime.NativeAOT.linux-x64."
                />
              </Target>
              <Target Name="Publish">
                <Message Importance="high" Text="Framework: $(FunctionTargetFramework)." />
                <Error Condition="Exists('broken.cs')" Text="broken.cs exists" />
                <Message Importance="high" Text="MSBuild variables: $(MSBuildFromTheDeveloper)." />
                <Copy SourceFiles="{ScriptedHost.Bootstrap}" DestinationFolder="../../function" />
              </Target>
            </Project>
            """
        );
        Write(
            "src/Framework/Framework.csproj",
            """<Project><ItemGroup><ProjectReference Include="..\Generator\Generator.csproj" /></ItemGroup></Project>"""
        );
        Write("src/Generator/Generator.csproj", "<Project />");
        Write("src/Packaging/build/Package.targets", "<Project />");
    }

    public void Dispose() => _template.Dispose();

    [Fact]
    public async Task The_function_is_published_when_it_is_missing_and_not_again()
    {
        Environment.SetEnvironmentVariable("MSBuildFromTheDeveloper", "set");

        var first = await RunAsync();
        var second = await RunAsync();

        first
            .Should()
            .ContainInOrder(
                "Publishing the function (about a minute the first time) …",
                "  MSBuild variables: ."
            );
        second.Should().NotContain(line => line.StartsWith("Publishing"));
    }

    [Theory]
    [InlineData("src/Items.Api/Items/Item.cs")]
    [InlineData("src/Framework/Http/Request.cs")]
    [InlineData("src/Generator/RouterGenerator.cs")]
    [InlineData("src/Packaging/WriteZip.cs")]
    [InlineData("Directory.Build.props")]
    [InlineData("Directory.Build.targets")]
    [InlineData("global.json")]
    [InlineData("openapi.yaml")]
    [InlineData("package-lock.json")]
    public void The_function_is_stale_when_a_source_is_newer(string source)
    {
        Write(source, "");
        Write("bootstrap", "");
        IsFresh().Should().BeTrue();

        File.SetLastWriteTimeUtc(Path.Combine(_template.Folder, source), DateTime.UtcNow.AddSeconds(1));

        IsFresh().Should().BeFalse();
    }

    [Fact]
    public void Other_projects_do_not_make_the_function_stale()
    {
        Write("bootstrap", "");
        Write("src/Client/Client.cs", "");
        File.SetLastWriteTimeUtc(
            Path.Combine(_template.Folder, "src/Client/Client.cs"),
            DateTime.UtcNow.AddSeconds(1)
        );

        IsFresh().Should().BeTrue();
    }

    [Fact]
    public void The_sources_of_the_repository_are_the_function_and_what_it_is_built_from()
    {
        var folders = FunctionSources.Folders(Repository.Root).Select(Path.GetFileName).ToList();

        folders.Should().Contain("Items.Api").And.HaveCountGreaterThan(1);
        folders.Should().NotContain(["Items.LocalHost", "Items.Client"]);
    }

    [Fact]
    public void The_function_is_stale_when_a_source_was_deleted()
    {
        Write("src/Items.Api/Items/old.cs", "");
        Write("bootstrap", "");
        File.SetLastWriteTimeUtc(Path.Combine(_template.Folder, "bootstrap"), DateTime.UtcNow.AddSeconds(-1));
        foreach (
            string entry in Directory.GetFileSystemEntries(_template.Folder, "*", SearchOption.AllDirectories)
        )
        {
            if (!entry.EndsWith("bootstrap"))
            {
                Directory.SetLastWriteTimeUtc(entry, DateTime.UtcNow.AddSeconds(-2));
            }
        }

        IsFresh().Should().BeTrue();

        File.Delete(Path.Combine(_template.Folder, "src/Items.Api/Items/old.cs"));

        IsFresh().Should().BeFalse();
    }

    [Fact]
    public async Task A_failed_publish_shows_its_output_and_one_error_line()
    {
        Write("src/Items.Api/broken.cs", "");
        await using var host = Start();

        (await host.ExitCodeAsync(BuildTimeout)).Should().Be(1);
        host.StandardError.All.Should()
            .Equal("error: publishing the function failed (exit code 1); see the messages above");
        host.StandardOutput.All.Should().Contain(line => line.Contains("broken.cs exists"));
    }

    [Fact]
    public async Task A_lock_that_cannot_be_written_is_one_error_line_instead_of_a_wait()
    {
        await using var busy = await BusyFile.CreateAsync(
            Path.Combine(_template.Folder, "artifacts", "publish.lock")
        );
        await using var host = Start();

        (await host.ExitCodeAsync()).Should().Be(1);
        host.StandardError.All.Should().ContainSingle().Which.Should().Match(CannotPublish);
        host.StandardOutput.All.Should().NotContain(line => line.StartsWith("Waiting"));
    }

    [Fact]
    public async Task A_folder_of_artifacts_without_permission_is_one_error_line()
    {
        // Like a file of another user, a folder in its place is "access denied", for root too.
        Directory.CreateDirectory(Path.Combine(_template.Folder, "artifacts", "publish.lock"));
        await using var host = Start();

        (await host.ExitCodeAsync()).Should().Be(1);
        host.StandardError.All.Should().ContainSingle().Which.Should().Match(CannotPublish);
    }

    [Fact]
    public async Task Two_hosts_at_the_same_time_publish_once()
    {
        using var launcher = new ProcessLauncher();
        using var output = new LineRecorder();
        var template = SamTemplate.Load(_template.FilePath);
        var build = new FunctionBuild(launcher, output);

        string[] paths = await Task.WhenAll(
            build.FindOrPublishAsync(template, CancellationToken.None),
            build.FindOrPublishAsync(template, CancellationToken.None)
        );

        paths.Should().OnlyContain(path => path == Path.Combine(_template.Folder, "function", "bootstrap"));
        output.All.Count(line => line.StartsWith("Publishing")).Should().Be(1);
        output.All.Should().Contain(line => line.StartsWith("Waiting for another local host"));
    }

    [Fact]
    public async Task Without_a_native_pack_for_the_default_framework_the_function_is_published_for_the_previous_one()
    {
        Write("src/Items.Api/no-pack", "");

        var first = await RunAsync();
        int restores = Restores();
        Write("src/Items.Api/Items/Item.cs", "");
        var second = await RunAsync();

        foreach (var output in new[] { first, second })
        {
            output.Should().ContainInOrder(PreviousFramework, "  Framework: net9.0.");
        }

        restores.Should().Be(2, "the framework is decided, and the publish restores");
        Restores().Should().Be(3, "the result for this SDK is stored");
    }

    [Fact]
    public async Task With_another_SDK_the_package_sources_are_searched_for_the_native_pack_again()
    {
        Write("artifacts/publish/native-pack.txt", "10.0.100\nmissing\n");

        var lines = await RunAsync();

        lines.Should().NotContain(PreviousFramework).And.Contain("  Framework: .");
    }

    [Fact]
    public async Task After_another_error_of_the_restore_the_default_framework_is_published_and_nothing_is_stored()
    {
        Write(
            "src/Items.Api/Items.Api.csproj",
            """
            <Project>
              <Target Name="Restore"><Error Code="NU1301" Text="The source cannot be reached." /></Target>
            </Project>
            """
        );
        await using var host = Start();

        (await host.ExitCodeAsync(BuildTimeout)).Should().Be(1);
        host.StandardOutput.All.Should()
            .NotContain(PreviousFramework)
            .And.Contain(line => line.Contains("error NU1301"));
        File.Exists(Path.Combine(_template.Folder, "artifacts/publish/native-pack.txt")).Should().BeFalse();
    }

    [Theory]
    [InlineData(Signal.Interrupt)]
    [InlineData(Signal.Terminate)]
    public async Task A_signal_during_the_publish_leaves_no_process(Signal signal)
    {
        Write(
            "src/Items.Api/Items.Api.csproj",
            """
            <Project>
              <Target Name="Restore" />
              <Target Name="Publish"><Exec Command="echo compiling; sleep 600" /></Target>
            </Project>
            """
        );
        await using var host = Start();
        await host.StandardOutput.WaitForAsync(line => line == "  compiling", BuildTimeout);
        IReadOnlyList<int> processes = [];
        await Wait.UntilAsync(
            "the process of the publish runs",
            () =>
            {
                processes = LinuxProcess.Descendants(host.Id);
                return processes.Select(LinuxProcess.Name).Contains("sleep");
            }
        );

        host.Send(signal);

        (await host.ExitCodeAsync()).Should().Be(0);
        await Wait.UntilAsync("the publish has ended", () => !processes.Any(LinuxProcess.IsRunning));
        host.StandardError.All.Should().BeEmpty();
    }

    private int Restores() => File.ReadAllLines(Path.Combine(_template.Folder, "restores.txt")).Length;

    private bool IsFresh() =>
        FunctionSources.AreOlderThan(Path.Combine(_template.Folder, "bootstrap"), _template.Folder);

    private async Task<IReadOnlyList<string>> RunAsync()
    {
        await using var host = Start();
        using var client = await host.ClientAsync(BuildTimeout);
        (await client.GetStringAsync("/whoami")).Should().Contain("pid");
        host.Send(Signal.Terminate);
        await host.ExitCodeAsync();
        return host.StandardOutput.All;
    }

    private TestProcess Start() => LocalHostProgram.Start(["--template", _template.FilePath, "--port", "0"]);

    private void Write(string path, string text) => _template.Write(path, text);
}
