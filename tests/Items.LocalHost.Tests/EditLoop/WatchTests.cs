using System.Text.Json.Nodes;

namespace Items.LocalHost.Tests.EditLoop;

public sealed class WatchTests(WatchedFunction function) : IClassFixture<WatchedFunction>
{
    private static readonly TimeSpan BuildTimeout = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_change_is_served_without_a_failed_request()
    {
        string before = await function.VersionAsync();
        using var stop = new CancellationTokenSource();
        var clients = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => CallUntilAsync(stop.Token)));

        function.Save("changed");
        await function.UntilServedAsync("changed");
        await stop.CancelAsync();

        // A failed request is an exception here.
        string[][] versions = await clients;
        versions.Should().OnlyContain(client => client.Length > 0);
        versions.SelectMany(client => client).Distinct().Should().BeSubsetOf([before, "changed"]);
    }

    [Fact]
    public async Task A_compile_error_is_printed_while_the_previous_build_serves_and_the_next_good_save_recovers()
    {
        function.Save("good");
        await function.UntilServedAsync("good");

        function.SaveSource("internal static class Version\n{\n    public const string Text = Missing;\n}\n");
        await function.Host.StandardError.WaitForAsync(
            line => line == "error: the build failed; the previous build still serves requests",
            BuildTimeout
        );

        function
            .Host.StandardError.All.Should()
            .Contain(
                "src/Items.Api/Version.cs(3,32): error CS0103: The name 'Missing' does not exist in the current context"
            );
        (await function.VersionAsync()).Should().Be("good");
        function.Save("corrected");
        await function.UntilServedAsync("corrected");
    }

    [Fact]
    public async Task A_build_that_does_not_start_is_reported_while_the_previous_one_serves()
    {
        function.Save("started");
        await function.UntilServedAsync("started");

        function.SaveSource(
            """
            internal static class Version
            {
                public static readonly string Text = "";

                [System.Runtime.CompilerServices.ModuleInitializer]
                internal static void End() => Environment.Exit(7);
            }
            """
        );

        await function.Host.StandardError.WaitForAsync(
            line =>
                line
                == "error: the new build does not start: the process exited with exit code 7; the previous build still serves requests",
            BuildTimeout
        );
        (await function.VersionAsync()).Should().Be("started");
    }

    [Fact]
    public async Task An_invocation_in_progress_finishes_on_the_previous_build_whose_files_are_then_deleted()
    {
        function.Save("previous");
        await function.UntilServedAsync("previous");
        var running = function.InvokeWaitingAsync();

        function.Save("next");
        await function.UntilServedAsync("next");
        running.IsCompleted.Should().BeFalse();
        function.ReleaseInvocation();

        JsonNode response = await running;
        ((string?)response["version"]).Should().Be("previous");
        string folder = (string)response["folder"]!;
        await Wait.UntilAsync("the files of the previous build are deleted", () => !Directory.Exists(folder));
    }

    [Fact]
    public async Task Many_changes_during_a_build_are_few_further_builds_and_the_last_state_is_served()
    {
        function.Save("before");
        await function.UntilServedAsync("before");
        await function.UntilBuildingAsync();
        int builds = function.Builds;
        function.HoldBuilds();
        function.Save("during 0");
        await function.UntilBuildingAsync();

        for (int save = 1; save <= 10; save++)
        {
            function.Save($"during {save}");
        }

        (await function.VersionAsync()).Should().Be("before", "the build has not finished");
        function.ReleaseBuild();
        await function.UntilServedAsync("during 10");
        function.Save("after");
        await function.UntilServedAsync("after");

        // Three, unless a poll falls between the two steps of a save.
        (function.Builds - builds)
            .Should()
            .BeLessThan(6);
    }

    [Fact]
    public async Task A_change_of_the_template_is_announced_as_one_that_needs_a_restart()
    {
        function.TouchTemplate();

        await function.Host.StandardOutput.WaitForAsync(line =>
            line == "template.yaml has changed: restart the local host to use it"
        );
    }

    [Fact]
    public async Task An_interrupt_during_a_build_leaves_no_process()
    {
        await using var watched = new WatchedFunction();
        await watched.InitializeAsync();
        watched.HoldBuilds();
        watched.Save("never built");
        await watched.UntilBuildingAsync();
        var processes = LinuxProcess.Descendants(watched.Host.Id);
        processes.Select(LinuxProcess.Name).Should().Contain("sh");

        watched.Host.Send(Signal.Interrupt);

        (await watched.Host.ExitCodeAsync()).Should().Be(0);
        await Wait.UntilAsync("the build has ended", () => !processes.Any(LinuxProcess.IsRunning));
        watched.Host.StandardError.All.Should().BeEmpty();
    }

    private async Task<string[]> CallUntilAsync(CancellationToken cancellationToken)
    {
        var versions = new List<string>();
        while (!cancellationToken.IsCancellationRequested)
        {
            versions.Add(await function.VersionAsync());
        }

        return [.. versions];
    }
}
