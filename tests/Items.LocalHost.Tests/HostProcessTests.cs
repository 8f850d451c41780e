using System.Text.Json.Nodes;

namespace Items.LocalHost.Tests;

public sealed class HostProcessTests : IDisposable
{
    private readonly TestTemplate _template = new(
        TestTemplate.Text(tables: TestTemplate.Tables, timeout: 60)
    );

    public void Dispose() => _template.Dispose();

    [Theory]
    [InlineData(Signal.Terminate)]
    [InlineData(Signal.Interrupt)]
    public async Task After_a_signal_running_invocations_finish_and_no_process_remains(Signal signal)
    {
        await using var host = Start("--ephemeral");
        using var client = await host.ClientAsync();
        // Until it is frozen, the first sandbox is not free, and the two requests start two others.
        await FrozenSandboxAsync(client);
        var running = Task.WhenAll(
            client.GetStringAsync(_template.WaitingRequest),
            client.GetStringAsync(_template.WaitingRequest)
        );
        await host.StandardOutput.WaitForAsync(_ =>
            host.StandardOutput.All.Count(line => line.StartsWith("START")) == 3
        );
        var children = LinuxProcess.Children(host.Id);

        host.Send(signal);

        await host.StandardOutput.WaitForAsync(line => line.StartsWith("Stopping"));
        _template.Release();
        (await running).Should().OnlyContain(body => body.Contains("pid"));
        (await host.ExitCodeAsync()).Should().Be(0);
        children
            .Should()
            .HaveCount(3, "a table server and two sandboxes ran")
            .And.NotContain(id => LinuxProcess.IsRunning(id));
        host.StandardError.All.Should().BeEmpty();
    }

    [Fact]
    public async Task A_second_interrupt_stops_at_once()
    {
        await using var host = Start("--ephemeral");
        using var client = await host.ClientAsync();
        var running = client.GetAsync("/hang");
        await host.StandardOutput.WaitForAsync(line => line.StartsWith("START"));
        var children = LinuxProcess.Children(host.Id);

        host.Send(Signal.Interrupt);
        await host.StandardOutput.WaitForAsync(line => line.StartsWith("Stopping"));
        host.Send(Signal.Interrupt);

        (await host.ExitCodeAsync()).Should().Be(130);
        await AllEndAsync(children);
        await running.Awaiting(task => task).Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task After_the_host_is_killed_no_process_remains_not_even_a_frozen_one()
    {
        await using var host = Start("--ephemeral");
        using var client = await host.ClientAsync();
        await FrozenSandboxAsync(client);
        var children = LinuxProcess.Children(host.Id);

        host.Send(Signal.Kill);

        await host.ExitCodeAsync();
        children.Should().HaveCount(2);
        await AllEndAsync(children);
    }

    [Fact]
    public async Task The_children_are_not_in_the_process_group_that_the_terminal_signals()
    {
        await using var host = Start("--ephemeral");
        using var client = await host.ClientAsync();
        await client.GetStringAsync("/whoami");

        // Each child leads its own session, and so its own process group.
        LinuxProcess.Children(host.Id).Should().OnlyContain(child => LinuxProcess.Session(child) == child);
    }

    private TestProcess Start(params string[] options) => ScriptedHost.Start(_template, options);

    private static async Task FrozenSandboxAsync(HttpClient client)
    {
        int pid = (int)JsonNode.Parse(await client.GetStringAsync("/whoami"))!["pid"]!;
        await Wait.UntilAsync("the sandbox is frozen", () => LinuxProcess.IsStopped(pid));
    }

    private static Task AllEndAsync(IReadOnlyList<int> children) =>
        Wait.UntilAsync("the children have ended", () => !children.Any(LinuxProcess.IsRunning));
}
