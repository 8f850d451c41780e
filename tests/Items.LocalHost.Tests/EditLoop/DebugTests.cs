using System.Diagnostics;
using System.Globalization;

namespace Items.LocalHost.Tests.EditLoop;

public sealed class DebugTests
{
    private const string Line = "Debug     attach to process ";

    [Fact]
    public async Task The_printed_process_serves_every_request_and_is_never_frozen()
    {
        await using var deployment = await StartAsync();
        int printed = ProcessId(deployment);

        int[] ids = await Task.WhenAll(deployment.ProcessIdAsync(), deployment.ProcessIdAsync());
        await deployment.WaitForInvocationsAsync("REPORT", 2);

        ids.Should().Equal(printed, printed);
        LinuxProcess.IsRunning(printed).Should().BeTrue();
        LinuxProcess.IsStopped(printed).Should().BeFalse();
    }

    [Fact]
    public async Task A_request_may_take_longer_than_the_timeouts_of_function_and_route()
    {
        await using var deployment = await StartAsync();

        var running = deployment.GetAsync(deployment.Template.WaitingRequest);
        long startedAt = Stopwatch.GetTimestamp();
        await Wait.UntilAsync(
            "the timeout of the function has passed",
            () => Stopwatch.GetElapsedTime(startedAt) > TimeSpan.FromSeconds(1.2)
        );
        deployment.Template.Release();

        ((int)(await running)["pid"]!).Should().Be(ProcessId(deployment));
    }

    [Fact]
    public async Task A_process_that_ended_is_replaced_by_one_that_is_printed()
    {
        await using var deployment = await StartAsync();
        int first = ProcessId(deployment);
        using var crash = await deployment.Client.GetAsync("/exit-7");

        int second = await deployment.ProcessIdAsync();

        second.Should().NotBe(first);
        deployment.Output.All.Should().ContainSingle(line => line == $"{Line}{second}");
    }

    /// <summary>With timeouts of one second of the function and 50 milliseconds of the route.</summary>
    private static Task<TestDeployment> StartAsync() =>
        TestDeployment.StartAsync(
            TestTemplate.Text(timeout: 1, routes: "[[ANY, '/{proxy+}', 50], [ANY, /, 50]]"),
            options => options with { Debug = true }
        );

    private static int ProcessId(TestDeployment deployment) =>
        int.Parse(
            deployment.Output.All.First(line => line.StartsWith(Line))[Line.Length..],
            CultureInfo.InvariantCulture
        );
}
