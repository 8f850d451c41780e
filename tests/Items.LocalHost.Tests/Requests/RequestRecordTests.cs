namespace Items.LocalHost.Tests.Requests;

/// <summary>What is kept of a request.</summary>
public sealed class RequestRecordTests(DeploymentFixture shared) : IClassFixture<DeploymentFixture>
{
    private readonly TestDeployment _deployment = shared.Deployment;

    [Fact]
    public async Task A_request_is_kept_with_the_sandbox_that_handled_it()
    {
        await using var deployment = await TestDeployment.StartAsync(TestTemplate.Text(concurrency: 1));
        int sandbox = (int)(await deployment.GetAsync("/whoami?first=1"))["pid"]!;
        var cold = await deployment.LastRequestAsync();
        await deployment.GetAsync("/whoami");
        var warm = await deployment.LastRequestAsync();

        ((string?)cold["method"]).Should().Be("GET");
        ((string?)cold["path"]).Should().Be("/whoami?first=1");
        ((int)cold["status"]!).Should().Be(200);
        ((int)cold["sandbox"]!).Should().Be(sandbox);
        ((bool)cold["cold"]!).Should().BeTrue();
        ((double)cold["milliseconds"]!).Should().BePositive();
        ((int)warm["sandbox"]!).Should().Be(sandbox);
        ((bool)warm["cold"]!).Should().BeFalse();
    }

    [Fact]
    public async Task A_request_has_the_figures_of_its_invocation()
    {
        await using var deployment = await TestDeployment.StartAsync();
        using var response = await deployment.Client.GetAsync("/whoami");

        var details = await deployment.UntilDetailsAsync(
            response,
            "the invocation is complete",
            it => it["function"] is not null
        );

        ((double)details["function"]!["milliseconds"]!).Should().BePositive();
        ((double)details["function"]!["initMilliseconds"]!).Should().BePositive();
        ((int)details["function"]!["peakMemory"]!).Should().BePositive();
    }

    [Fact]
    public async Task A_request_that_is_not_finished_has_no_status()
    {
        await using var deployment = await TestDeployment.StartAsync(TestTemplate.Text(timeout: 60));
        var running = deployment.GetAsync(deployment.Template.WaitingRequest);
        await deployment.WaitForInvocationsAsync("START", 1);

        var request = await deployment.LastRequestAsync();

        request["status"].Should().BeNull();
        request["milliseconds"].Should().BeNull();
        deployment.Template.Release();
        await running;
    }

    [Fact]
    public async Task The_log_lines_metrics_and_trace_segments_of_a_request_are_attached_to_it()
    {
        using var response = await _deployment.Client.GetAsync("/telemetry?message=it%20works");

        var details = await _deployment.UntilDetailsAsync(
            response,
            "lines and segments have arrived",
            it => it["lines"]!.AsArray().Count == 2 && it["segments"]!.AsArray().Count == 2
        );

        var line = details["lines"]![0]!;
        ((string?)line["level"]).Should().Be("INFO");
        ((string?)line["message"]).Should().Be("it works");
        details["metrics"]!
            .AsArray()
            .Select(metric => $"{metric!["name"]} {metric["values"]![0]} {metric["unit"]}")
            .Should()
            .Equal("Latency 12.5 Milliseconds", "ColdStart 1 Count");
        var segments = details["segments"]!.AsArray();
        segments.Select(segment => (string?)segment!["name"]).Should().BeEquivalentTo("DynamoDB", "connect");
        var call = segments.Single(segment => (string?)segment!["name"] == "DynamoDB")!;
        ((string?)call["operation"]).Should().Be("GetItem");
        ((int)call["status"]!).Should().Be(400);
        ((bool)call["hasFailed"]!).Should().BeTrue();
        ((double)call["end"]! - (double)call["start"]!).Should().BeApproximately(0.005, 0.0001);
    }

    [Fact]
    public async Task A_line_without_an_id_belongs_to_the_request_that_its_sandbox_handled()
    {
        using var response = await _deployment.Client.GetAsync("/log");

        var details = await _deployment.UntilDetailsAsync(
            response,
            "both lines were read",
            it => it["lines"]!.AsArray().Count == 2
        );

        details["lines"]!
            .AsArray()
            .Select(line => (string?)line!["text"])
            .Should()
            .BeEquivalentTo("a line on standard output", "a line on standard error");
    }

    [Fact]
    public async Task The_metrics_of_all_requests_are_totalled()
    {
        await using var deployment = await TestDeployment.StartAsync();
        await deployment.GetAsync("/telemetry");
        await deployment.GetAsync("/telemetry");

        var changes = await deployment.UntilChangesAsync(
            "two lines with metrics were read",
            it => it["metrics"]!.AsArray() is [.., { } last] && (long)last["count"]! == 2
        );

        var latency = changes["metrics"]![0]!;
        ((string?)latency["name"]).Should().Be("Latency");
        ((double)latency["p50"]!).Should().BeApproximately(12.5, 0.125);
        ((double)latency["p99"]!).Should().BeApproximately(12.5, 0.125);
        var coldStarts = changes["metrics"]![1]!;
        ((string?)coldStarts["name"]).Should().Be("ColdStart");
        ((double)coldStarts["sum"]!).Should().Be(2);
    }

    [Fact]
    public async Task The_last_500_requests_are_kept()
    {
        await using var deployment = await TestDeployment.StartAsync(
            TestTemplate.Text(routes: "[[GET, /items]]")
        );
        for (int number = 1; number <= 503; number++)
        {
            using var response = await deployment.Client.GetAsync($"/{number}");
        }

        var requests = (await deployment.ChangesAsync())["requests"]!.AsArray();

        requests.Should().HaveCount(500);
        ((string?)requests[0]!["path"]).Should().Be("/503");
        ((string?)requests[^1]!["path"]).Should().Be("/4");
    }
}
