using System.Net;

namespace Items.LocalHost.Tests.Gateway;

public sealed class GatewayErrorTests(DeploymentFixture shared) : IClassFixture<DeploymentFixture>
{
    private readonly TestDeployment _deployment = shared.Deployment;

    [Theory]
    [InlineData("/crash")]
    [InlineData("/exit-0")]
    [InlineData("/exit-7")]
    [InlineData("/error")]
    [InlineData("/oversize")]
    [InlineData("/bad-mode")]
    public async Task A_function_error_is_a_500_and_the_next_request_succeeds(string path)
    {
        using var response = await _deployment.Client.GetAsync(path);

        await response.ShouldBeErrorAsync(500, "Internal Server Error");
        (await _deployment.GetAsync("/whoami"))["pid"].Should().NotBeNull();
    }

    [Fact]
    public async Task A_function_timeout_is_a_500_and_the_next_request_gets_a_new_process()
    {
        await using var deployment = await TestDeployment.StartAsync(
            TestTemplate.Text(timeout: 3, concurrency: 1)
        );
        int before = await deployment.ProcessIdAsync();

        using var response = await deployment.Client.GetAsync("/hang");

        await response.ShouldBeErrorAsync(500, "Internal Server Error");
        deployment.Output.All.Should().ContainMatch("*Z * Task timed out after 3.00 seconds");
        await deployment.Output.WaitForAsync(line =>
            line.StartsWith("REPORT ") && line.EndsWith("\tStatus: timeout\t")
        );
        (await deployment.ProcessIdAsync()).Should().NotBe(before);
        LinuxProcess.IsRunning(before).Should().BeFalse();
    }

    [Fact]
    public async Task An_integration_timeout_is_a_503_and_the_invocation_continues()
    {
        await using var deployment = await TestDeployment.StartAsync(
            TestTemplate.Text(timeout: 60, routes: "[[ANY, '/{proxy+}'], [GET, /wait, 50]]")
        );
        int busy = await deployment.ProcessIdAsync();
        // Until then it is not free, and another process might serve the next request.
        await Wait.UntilAsync("the sandbox is frozen", () => LinuxProcess.IsStopped(busy));

        using var response = await deployment.Client.GetAsync(deployment.Template.WaitingRequest);

        await response.ShouldBeErrorAsync(503, "Service Unavailable");
        (await deployment.ProcessIdAsync()).Should().NotBe(busy, "the first process is still busy");
        deployment.Template.Release();
        await deployment.WaitForInvocationsAsync("REPORT", 3);
        deployment.Output.All.Should().NotContainMatch("*Status:*");
    }

    [Fact]
    public async Task A_caller_that_disconnects_does_not_cancel_the_invocation()
    {
        await using var deployment = await TestDeployment.StartAsync(TestTemplate.Text(timeout: 60));
        using var disconnect = new CancellationTokenSource();
        var running = deployment.Client.GetAsync(deployment.Template.WaitingRequest, disconnect.Token);
        await deployment.WaitForInvocationsAsync("START", 1);

        await disconnect.CancelAsync();

        await running.Awaiting(task => task).Should().ThrowAsync<TaskCanceledException>();
        deployment.Template.Release();
        await deployment.WaitForInvocationsAsync("REPORT", 1);
        deployment.Output.All.Should().NotContainMatch("*Status:*");
    }

    [Fact]
    public async Task A_request_over_the_concurrency_limit_is_a_503()
    {
        await using var deployment = await TestDeployment.StartAsync(
            TestTemplate.Text(timeout: 60, concurrency: 2)
        );
        var first = deployment.GetAsync(deployment.Template.WaitingRequest);
        var second = deployment.GetAsync(deployment.Template.WaitingRequest);
        await deployment.WaitForInvocationsAsync("START", 2);

        using var third = await deployment.Client.GetAsync("/whoami");

        await third.ShouldBeErrorAsync(503, "Service Unavailable");
        deployment.Template.Release();
        ((int)(await first)["pid"]!).Should().NotBe((int)(await second)["pid"]!);
        (await deployment.GetAsync("/whoami"))["pid"].Should().NotBeNull();
    }

    [Fact]
    public async Task A_path_without_a_route_is_a_404()
    {
        string template = TestTemplate.Text(
            routes: "[[GET, '/items/{id}'], [ANY, /items], [POST, '/other/{rest+}']]"
        );
        await using var deployment = await TestDeployment.StartAsync(template);

        foreach (string path in new[] { "/", "/nothing", "/items/1/2", "/other/x", "/other" })
        {
            using var response = await deployment.Client.GetAsync(path);
            await response.ShouldBeErrorAsync(404, "Not Found");
        }

        var received = await deployment.GetAsync("/items/a%20b");
        ((string?)received["routeKey"]).Should().Be("GET /items/{id}");
        ((string?)received["pathParameters"]!["id"]).Should().Be("a b");
    }

    [Fact]
    public async Task The_Runtime_API_rejects_a_request_for_another_host()
    {
        string runtimeApi = (string)(await _deployment.GetAsync("/env"))["AWS_LAMBDA_RUNTIME_API"]!;

        string response = await RawHttp.SendAsync(
            new Uri($"http://{runtimeApi}"),
            "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: attacker.example\r\nConnection: close\r\n\r\n"
        );

        response.Should().StartWith("HTTP/1.1 421");
    }

    [Fact]
    public async Task The_largest_response_that_Lambda_accepts_is_delivered_completely()
    {
        using var response = await _deployment.Client.GetAsync("/largest");

        (await response.Content.ReadAsByteArrayAsync()).Should().HaveCount(6_291_556);
    }

    [Fact]
    public async Task The_API_listens_on_both_loopback_addresses()
    {
        using var v4 = await _deployment.Client.GetAsync($"http://127.0.0.1:{_deployment.Port}/whoami");
        v4.StatusCode.Should().Be(HttpStatusCode.OK);
        if (LoopbackPort.LocalhostAddresses().Contains(IPAddress.IPv6Loopback))
        {
            using var v6 = await _deployment.Client.GetAsync($"http://[::1]:{_deployment.Port}/whoami");
            v6.StatusCode.Should().Be(HttpStatusCode.OK);
        }
    }
}
