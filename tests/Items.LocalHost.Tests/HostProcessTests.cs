using System.Text.Json.Nodes;

namespace Items.LocalHost.Tests;

public sealed class HostProcessTests : IDisposable
{
    private readonly TestTemplate _template = new(TestTemplate.Text(tables: TestTemplate.Tables, timeout: 5));

    public void Dispose() => _template.Dispose();

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task After_a_signal_running_invocations_finish_and_no_process_remains(string signal)
    {
        using var host = Start("--ephemeral");
        using var client = await host.ListeningAsync();
        await client.GetStringAsync("/whoami");
        var running = Task.WhenAll(
            client.GetStringAsync("/slow?ms=700"),
            client.GetStringAsync("/slow?ms=700")
        );
        await host.Output.WaitForAsync(_ => host.Output.All.Count(line => line.StartsWith("START")) == 3);
        int[] children = Processes.ChildrenOf(host.Id);

        await host.SignalAsync(signal);

        (await running).Should().OnlyContain(body => body.Contains("pid"));
        (await host.ExitCodeAsync()).Should().Be(0);
        children
            .Should()
            .HaveCount(3, "a table server and two sandboxes ran")
            .And.NotContain(id => Processes.IsRunning(id));
        host.Errors.All.Should().BeEmpty();
    }

    [Fact]
    public async Task A_second_interrupt_stops_at_once()
    {
        using var host = Start("--ephemeral");
        using var client = await host.ListeningAsync();
        var running = client.GetAsync("/hang");
        await host.Output.WaitForAsync(line => line.StartsWith("START"));
        int[] children = Processes.ChildrenOf(host.Id);

        await host.SignalAsync("INT");
        await host.Output.WaitForAsync(line => line.StartsWith("Stopping"));
        await host.SignalAsync("INT");

        (await host.ExitCodeAsync()).Should().Be(130);
        await AllEndAsync(children);
        await running.Awaiting(task => task).Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task After_the_host_is_killed_no_process_remains_not_even_a_frozen_one()
    {
        using var host = Start("--ephemeral");
        using var client = await host.ListeningAsync();
        int frozen = (int)JsonNode.Parse(await client.GetStringAsync("/whoami"))!["pid"]!;
        await Processes.WaitUntilAsync(() => Processes.State(frozen) == 'T', "the sandbox does not freeze");
        int[] children = Processes.ChildrenOf(host.Id);

        await host.SignalAsync("KILL");

        await host.ExitCodeAsync();
        children.Should().HaveCount(2);
        await AllEndAsync(children);
    }

    [Fact]
    public async Task The_children_are_not_in_the_process_group_that_the_terminal_signals()
    {
        using var host = Start("--ephemeral");
        using var client = await host.ListeningAsync();
        await client.GetStringAsync("/whoami");

        // Each child leads its own session, and so its own process group.
        Processes.ChildrenOf(host.Id).Should().OnlyContain(child => Processes.Session(child) == child);
    }

    private HostProcess Start(params string[] options) => HostProcess.StartScripted(_template, options);

    private static Task AllEndAsync(int[] children) =>
        Processes.WaitUntilAsync(
            () => !children.Any(Processes.IsRunning),
            $"of {string.Join(' ', children)} some still run"
        );
}
