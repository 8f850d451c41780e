using System.Net;
using System.Text.Json.Nodes;
using Items.LocalHost.Tests.Aws;
using Items.LocalHost.Tests.Requests;

namespace Items.LocalHost.Tests.FunctionUrl;

public sealed class FunctionUrlTests(QueueDeploymentFixture fixture)
    : IClassFixture<QueueDeploymentFixture>,
        IDisposable
{
    private static readonly RequestSigner Signer = new("lambda");

    private readonly HttpClient _client = new();
    private readonly TemporaryFolder _folder = new();

    private TestDeployment Deployment => fixture.Deployment;

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_event_is_that_of_a_function_URL_with_an_encoded_path_and_the_caller()
    {
        using var request = Signer.Sign(
            UrlOf("/api/a%20b/?y=1&x=a%20b"),
            canonicalPath: "/api/a%2520b/",
            canonicalQuery: "x=a%20b&y=1",
            method: "PUT",
            body: "text"
        );

        using var response = await _client.SendAsync(request);

        var envelope = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        var received = JsonNode.Parse((string)envelope["body"]!)!;
        ((string?)received["version"]).Should().Be("2.0");
        ((string?)received["routeKey"]).Should().Be("$default");
        ((string?)received["rawPath"]).Should().Be("/api/a%20b/");
        ((string?)received["rawQueryString"]).Should().Be("y=1&x=a%20b");
        ((string?)received["queryStringParameters"]!["x"]).Should().Be("a b");
        received["pathParameters"].Should().BeNull();
        ((string?)received["body"]).Should().Be("text");
        var context = received["requestContext"]!;
        ((string?)context["domainName"]).Should().Be("local.lambda-url.us-east-1.on.aws");
        ((string?)context["domainPrefix"]).Should().Be("local");
        ((string?)context["apiId"]).Should().Be("local");
        ((string?)context["stage"]).Should().Be("$default");
        ((string?)context["http"]!["path"]).Should().Be("/api/a%20b/");
        ((string?)context["http"]!["method"]).Should().Be("PUT");
        var caller = context["authorizer"]!["iam"]!;
        ((string?)caller["accessKey"]).Should().Be(LocalAws.AccessKeyId);
        ((string?)caller["userArn"]).Should().Be("arn:aws:iam::123456789012:user/local");
        response.Headers.GetValues("x-amzn-requestid").Should().Equal((string)context["requestId"]!);
    }

    [Fact]
    public async Task A_streamed_response_has_the_status_headers_and_cookies_of_its_prelude()
    {
        using var response = await CallAsync("/stream");

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        response.Content.Headers.ContentType!.ToString().Should().Be("text/plain");
        response.Headers.GetValues("x-streamed").Should().Equal("yes");
        response.Headers.GetValues("set-cookie").Should().Equal("a=b");
        response.Headers.TransferEncodingChunked.Should().BeTrue();
        (await response.Content.ReadAsStringAsync()).Should().Be("part 1\npart 2\n");
    }

    [Fact]
    public async Task Each_part_arrives_while_the_function_still_writes()
    {
        string file = _folder.PathTo("end");
        using var request = Signer.Sign(
            UrlOf($"/stream?file={Uri.EscapeDataString(file)}"),
            canonicalQuery: $"file={Uri.EscapeDataString(file)}"
        );
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        (await reader.ReadLineAsync()).Should().Be("part 1", "the function has not ended its response");
        await File.WriteAllTextAsync(file, "");

        (await reader.ReadToEndAsync()).Should().StartWith("part 2\n");
    }

    [Theory]
    [InlineData("error", "Function.StreamFailed: no table")]
    [InlineData("crash", "the connection of the runtime ended before its response")]
    public async Task After_an_error_in_the_middle_the_client_has_what_was_sent_and_sees_that_it_is_not_all(
        string end,
        string reason
    )
    {
        string received = _folder.PathTo("received");
        string query = $"end={end}&parts=3&received={Uri.EscapeDataString(received)}";
        using var request = Signer.Sign(UrlOf($"/stream?{query}"), canonicalQuery: query);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        (await reader.ReadLineAsync()).Should().Be("part 1");
        (await reader.ReadLineAsync()).Should().Be("part 2");
        (await reader.ReadLineAsync()).Should().Be("part 3");
        await File.WriteAllTextAsync(received, "");
        await reader.Awaiting(it => it.ReadLineAsync()).Should().ThrowAsync<HttpIOException>();
        await Deployment.Output.WaitForAsync(line => line.Contains(" 201 ") && line.EndsWith(reason));
    }

    [Fact]
    public async Task A_function_finishes_its_response_after_the_client_has_disconnected()
    {
        await using var deployment = await TestDeployment.StartAsync(QueueTemplate.Text(concurrency: 1));
        string file = _folder.PathTo("end");
        var url = new Uri(deployment.FunctionUrl, $"/stream?file={Uri.EscapeDataString(file)}");
        // It would read a little more of the response otherwise, to use the connection again.
        var closing = new SocketsHttpHandler { MaxResponseDrainSize = 0 };
        using (var client = new HttpClient(closing))
        using (var request = Signer.Sign(url, canonicalQuery: $"file={Uri.EscapeDataString(file)}"))
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }

        using var other = new HttpClient();
        using var busy = await other.GetAsync($"http://localhost:{deployment.Port}/whoami");
        busy.StatusCode.Should()
            .Be(HttpStatusCode.ServiceUnavailable, "the stream occupies the only sandbox");
        await File.WriteAllTextAsync(file, "");
        string line = await deployment.Output.WaitForAsync(text => text.Contains("/stream"));

        line.Should().Contain(" --- ").And.EndWith("the client disconnected before the end of the response");
        ((int)(await deployment.GetAsync("/remembered"))["status"]!).Should().Be(202);
    }

    [Fact]
    public async Task A_response_that_is_not_streamed_is_passed_on_as_the_function_returned_it()
    {
        using var response = await CallAsync("/whoami");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().Should().Be("application/octet-stream");
        (await response.Content.ReadAsStringAsync()).Should().StartWith("{\"statusCode\":200,\"headers\":");
    }

    [Fact]
    public async Task A_stream_without_a_prelude_is_the_body()
    {
        using var request = Signer.Sign(UrlOf("/stream?text="), canonicalQuery: "text=");
        using var response = await _client.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().Should().Be("application/octet-stream");
        (await response.Content.ReadAsStringAsync()).Should().Be("part 1\npart 2\n");
    }

    [Theory]
    [InlineData(
        "/stream?text=%7B%22statusCode%22%3A%22x%22%7D",
        "text=%7B%22statusCode%22%3A%22x%22%7D",
        502
    )]
    [InlineData("/crash", "", 502)]
    [InlineData("/error", "", 502)]
    public async Task A_failed_function_is_a_502_and_the_next_request_works(
        string target,
        string query,
        int status
    )
    {
        using var request = Signer.Sign(UrlOf(target), canonicalQuery: query);
        using var response = await _client.SendAsync(request);

        ((int)response.StatusCode).Should().Be(status);
        (await response.Content.ReadAsStringAsync()).Should().Be("""{"Message":"Internal Server Error"}""");
        using var next = await CallAsync("/whoami");
        next.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_streamed_response_to_the_HTTP_API_is_buffered()
    {
        using var response = await Deployment.Client.GetAsync("/stream?text=");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).Should().Be("part 1\npart 2\n");
    }

    public static TheoryData<string> WrongSignatures =>
        ["none", "key", "secret", "region", "service", "time", "path"];

    [Theory]
    [MemberData(nameof(WrongSignatures))]
    public async Task A_request_that_is_not_signed_with_the_local_credentials_is_a_403(string wrong)
    {
        var signer = wrong switch
        {
            "key" => Signer with { AccessKeyId = "AKIAOTHER" },
            "secret" => Signer with { Secret = "other" },
            "region" => Signer with { Region = "eu-west-1" },
            "service" => Signer with { Service = "execute-api" },
            "time" => Signer with { Time = DateTimeOffset.UtcNow.AddMinutes(-6) },
            _ => Signer,
        };
        using var request =
            wrong == "none" ? new HttpRequestMessage(HttpMethod.Get, UrlOf("/whoami"))
            : wrong == "path" ? signer.Sign(UrlOf("/whoami"), canonicalPath: "/other")
            : signer.Sign(UrlOf("/whoami"));

        using var response = await _client.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        response.Content.Headers.ContentType!.ToString().Should().Be("application/json");
        (await response.Content.ReadAsStringAsync()).Should().Be("""{"Message":"Forbidden"}""");
    }

    [Fact]
    public async Task A_changed_body_is_a_403()
    {
        using var request = Signer.Sign(UrlOf("/whoami"), method: "POST", body: "signed");
        request.Content = new StringContent("changed");

        using var response = await _client.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(11)]
    public async Task A_body_that_Lambda_does_not_accept_is_a_413(int megabytes)
    {
        string body = new('x', megabytes * 1024 * 1024);
        using var request = Signer.Sign(UrlOf("/whoami"), method: "PUT", body: body);

        using var response = await _client.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Boto3Fact]
    public async Task Requests_that_AWS_SDK_signs_are_accepted()
    {
        var statuses = await AwsSdk.CallAsync(UrlOf("/"), "signed");

        statuses.AsArray().Select(status => (int)status!).Should().Equal(200, 200, 200);
    }

    [CurlFact]
    public async Task The_printed_curl_command_works()
    {
        using var template = new TestTemplate(QueueTemplate.Text());
        await using var host = ScriptedHost.Start(template, "--ephemeral");
        string command = await host.StandardOutput.WaitForAsync(line => line.Contains("--aws-sigv4"));

        string response = await TestProcess.RunAsync("sh", "-c", $"{command} --silent --fail");

        response.Should().Contain("/api/v1/export");
    }

    [Fact]
    public async Task Requests_are_on_the_page_with_the_reason_of_their_rejection()
    {
        using var response = await _client.GetAsync(UrlOf("/unsigned"));

        var requests = (await Deployment.ChangesAsync())["requests"]!.AsArray();
        var record = requests.Single(request => (string?)request!["path"] == "/unsigned")!;
        ((int)record["status"]!).Should().Be(403);
        ((string?)record["reasons"]!.AsArray().Single()).Should().StartWith("the request is not signed");
    }

    private Uri UrlOf(string target) => new(Deployment.FunctionUrl, target);

    private async Task<HttpResponseMessage> CallAsync(string path)
    {
        using var request = Signer.Sign(UrlOf(path));
        return await _client.SendAsync(request);
    }
}
