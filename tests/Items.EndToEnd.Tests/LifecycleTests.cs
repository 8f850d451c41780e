using System.Globalization;
using System.Text.RegularExpressions;
using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>How processes come and go.</summary>
public sealed partial class LifecycleTests
{
    [OwnServerTheory]
    [InlineData(Processes.Interrupt)]
    [InlineData(Processes.Terminate)]
    public async Task A_stack_that_is_asked_to_end_leaves_no_process_behind(int signal)
    {
        await using var stack = await LocalStack.StartAsync();
        await stack.Client.CreateAsync();
        await stack.FrozenAsync();
        var processes = stack.ProcessIds;
        processes
            .Should()
            .HaveCountGreaterThanOrEqualTo(3, "there are the host, the function and the table server");

        int exitCode = await stack.EndAsync(signal);

        exitCode.Should().Be(0);
        processes.Where(Processes.IsAlive).Should().BeEmpty();
    }

    [OwnServerFact]
    public async Task Items_are_still_there_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        var options = new StackOptions { Data = folder.File("items.db") };
        Answer created;
        await using (var stack = await LocalStack.StartAsync(options))
        {
            created = await stack.Client.CreateAsync();
            await stack.EndAsync(Processes.Terminate);
        }

        await using var restarted = await LocalStack.StartAsync(options);

        (await restarted.Client.GetItemAsync(created.ItemId)).ShouldBe(200, created.Body);
    }

    [Fact]
    public async Task One_sandbox_serves_one_request_after_the_other_and_is_frozen_between_them()
    {
        await using var stack = await LocalStack.StartAsync();
        await stack.Client.CreateAsync();
        await stack.FrozenAsync();
        int sandbox = stack.Sandboxes.Single();

        await stack.Client.CreateAsync();

        await stack.FrozenAsync();
        stack.Sandboxes.Should().Equal(sandbox);
    }

    [Fact]
    public async Task Reports_tell_the_init_duration_of_a_cold_start_only()
    {
        await using var stack = await LocalStack.StartAsync();
        await stack.Client.CallAsync("GET", "/");
        await stack.Client.CallAsync("GET", "/");

        await Eventually.IsAsync("both requests are reported", () => Reports(stack).Count == 2);

        var reports = Reports(stack);
        var init = InitDuration().Match(reports[0]);
        init.Success.Should().BeTrue("{0} belongs to a cold start", reports[0]);
        double.Parse(init.Groups["ms"].Value, CultureInfo.InvariantCulture).Should().BePositive();
        reports[1].Should().NotContain("Init Duration");
        reports
            .Should()
            .AllSatisfy(report =>
                report.Should().MatchRegex(@"\bDuration: [\d.]+ ms.*Billed Duration: \d+ ms")
            );
        stack.Output.Should().Contain(line => line.StartsWith("START RequestId: ", StringComparison.Ordinal));
        stack.Output.Should().Contain(line => line.StartsWith("END RequestId: ", StringComparison.Ordinal));
    }

    private static List<string> Reports(LocalStack stack) =>
        [.. stack.Output.Where(line => line.StartsWith("REPORT RequestId: ", StringComparison.Ordinal))];

    [GeneratedRegex(
        @"Init Duration: (?<ms>[\d.]+) ms",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex InitDuration();
}
