using System.Net;

namespace Items.LocalHost.Tests.Gateway;

/// <summary>Requests that the gateway rejects before it invokes the function.</summary>
public sealed class RequestLimitsTests(DeploymentFixture shared) : IClassFixture<DeploymentFixture>
{
    private readonly TestDeployment _deployment = shared.Deployment;

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
    public async Task A_body_over_ten_megabytes_is_a_413()
    {
        using var response = await _deployment.Client.PostAsync(
            "/a",
            new ByteArrayContent(new byte[(10 * 1024 * 1024) + 1])
        );

        await response.ShouldBeErrorAsync(413, "Request Entity Too Large");
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
        await tooLarge.ShouldBeErrorAsync(413, "Request Entity Too Large");
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
            await long1.ShouldBeErrorAsync(431, "Request Header Fields Too Large");
        }
    }
}
