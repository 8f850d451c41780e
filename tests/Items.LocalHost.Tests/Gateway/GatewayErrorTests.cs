using System.Net;

namespace Items.LocalHost.Tests.Gateway;

public sealed class GatewayErrorTests(DeploymentFixture shared) : IClassFixture<DeploymentFixture>
{
    private const string InternalServerError = """{"message":"Internal Server Error"}""";
    private const string ServiceUnavailable = """{"message":"Service Unavailable"}""";

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

        await ShouldBeAsync(response, 500, InternalServerError);
        (await _deployment.GetAsync("/whoami"))["pid"].Should().NotBeNull();
    }

    [Fact]
    public async Task A_function_timeout_is_a_500_and_the_next_request_gets_a_new_process()
    {
        await using var deployment = await TestDeployment.StartAsync(TestTemplate.Text(timeout: 3));
        int before = await deployment.ProcessIdAsync();

        using var response = await deployment.Client.GetAsync("/hang");

        await ShouldBeAsync(response, 500, InternalServerError);
        deployment.Output.All.Should().ContainMatch("*Z * Task timed out after 3.00 seconds");
        deployment.Output.All.Should().ContainMatch("REPORT *\tStatus: timeout\t");
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

        using var response = await deployment.Client.GetAsync(deployment.Template.WaitingRequest);

        await ShouldBeAsync(response, 503, ServiceUnavailable);
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

        await ShouldBeAsync(third, 503, ServiceUnavailable);
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
            await ShouldBeAsync(response, 404, """{"message":"Not Found"}""");
        }

        var received = await deployment.GetAsync("/items/a%20b");
        ((string?)received["routeKey"]).Should().Be("GET /items/{id}");
        ((string?)received["pathParameters"]!["id"]).Should().Be("a b");
    }

    [Fact]
    public async Task A_body_over_ten_megabytes_is_a_413()
    {
        using var response = await _deployment.Client.PostAsync(
            "/a",
            new ByteArrayContent(new byte[(10 * 1024 * 1024) + 1])
        );

        await ShouldBeAsync(response, 413, """{"message":"Request Entity Too Large"}""");
    }

    [Fact]
    public async Task An_event_over_six_megabytes_is_a_413()
    {
        using var fits = await _deployment.Client.PostAsync(
            "/whoami",
            new ByteArrayContent(new byte[4_500_000])
        );
        using var tooLarge = await _deployment.Client.PostAsync(
            "/whoami",
            new ByteArrayContent(new byte[5_000_000])
        );

        fits.StatusCode.Should().Be(HttpStatusCode.OK);
        await ShouldBeAsync(tooLarge, 413, """{"message":"Request Entity Too Large"}""");
    }

    [Theory]
    [InlineData("3\r\nabcXY")]
    [InlineData("no size\r\n")]
    public async Task A_malformed_chunked_body_is_a_400(string body)
    {
        string response = await _deployment.SendAsync("/a", "POST", "Transfer-Encoding: chunked\r\n", body);

        response.Should().StartWith("HTTP/1.1 400").And.EndWith("""{"message":"Bad Request"}""");
    }

    [Theory]
    [InlineData("/whoami")]
    [InlineData("/_local/oauth2/token")]
    public async Task A_body_that_is_not_finished_is_a_408_and_occupies_no_sandbox(string path)
    {
        await using var deployment = await TestDeployment.StartAsync(
            ProtectedTemplate.Text(),
            options => options with { NoAuth = true, Concurrency = 1, BodyTimeout = TimeSpan.FromSeconds(1) }
        );
        const string headers = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n";
        var unfinished = deployment.SendAsync(path, "POST", headers, "a=b");

        await deployment.ProcessIdAsync();

        (await unfinished)
            .Should()
            .StartWith("HTTP/1.1 408")
            .And.EndWith("""{"message":"Request Timeout"}""");
        deployment.Output.All.Should().ContainSingle(line => line.StartsWith("START"));
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

    [Theory]
    [InlineData(9_900, 200)]
    [InlineData(10_240, 431)]
    [InlineData(100_000, 431)]
    public async Task Request_line_and_headers_together_are_limited_to_10240_bytes(int length, int status)
    {
        using var header = new HttpRequestMessage(HttpMethod.Get, "/whoami");
        header.Headers.Add("x-long", new string('a', length));
        using var long1 = await _deployment.Client.SendAsync(header);
        using var long2 = await _deployment.Client.GetAsync("/whoami?" + new string('a', length));

        ((int)long1.StatusCode).Should().Be(status);
        ((int)long2.StatusCode).Should().Be(status);
        if (status == 431)
        {
            await ShouldBeAsync(long1, 431, """{"message":"Request Header Fields Too Large"}""");
        }
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

    private static async Task ShouldBeAsync(HttpResponseMessage response, int status, string body)
    {
        ((int)response.StatusCode).Should().Be(status);
        (await response.Content.ReadAsStringAsync()).Should().Be(body);
        response.Content.Headers.ContentType!.ToString().Should().Be("application/json");
        response.Headers.Contains("apigw-requestid").Should().BeTrue();
    }
}
