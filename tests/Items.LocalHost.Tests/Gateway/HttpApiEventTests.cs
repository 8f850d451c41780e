using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Items.LocalHost.Gateway;

namespace Items.LocalHost.Tests.Gateway;

public sealed class HttpApiEventTests(DeploymentFixture shared) : IClassFixture<DeploymentFixture>
{
    private readonly TestDeployment _deployment = shared.Deployment;

    [Fact]
    public async Task The_path_is_decoded_and_the_raw_query_is_unchanged()
    {
        var received = await _deployment.EventOfAsync("/v1/items/a%20b/%C3%A9?tag=a&tag=b%20c&plus=1+2&e=");

        ((string?)received["rawPath"]).Should().Be("/v1/items/a b/é");
        ((string?)received["requestContext"]!["http"]!["path"]).Should().Be("/v1/items/a b/é");
        ((string?)received["pathParameters"]!["proxy"]).Should().Be("v1/items/a b/é");
        ((string?)received["rawQueryString"]).Should().Be("tag=a&tag=b%20c&plus=1+2&e=");
        var query = received["queryStringParameters"]!;
        ((string?)query["tag"]).Should().Be("a,b c");
        ((string?)query["plus"]).Should().Be("1 2");
        ((string?)query["e"]).Should().BeEmpty();
    }

    [Theory]
    [InlineData("/a/../b/./c", "/a/../b/./c")]
    [InlineData("/a%2Fb", "/a/b")]
    [InlineData("/a//b/", "/a//b/")]
    [InlineData("/a%3Fb=c", "/a")]
    [InlineData("/a%23b", "/a#b")]
    [InlineData("/a+b", "/a+b")]
    [InlineData("/%25zz", "/%zz")]
    public async Task The_target_is_decoded_once_and_not_normalized(string target, string rawPath) =>
        ((string?)(await _deployment.EventOfAsync(target))["rawPath"]).Should().Be(rawPath);

    [Fact]
    public async Task Of_an_absolute_target_the_event_has_the_path() =>
        ((string?)(await _deployment.EventOfAsync($"{_deployment.Client.BaseAddress}a?b"))["rawPath"])
            .Should()
            .Be("/a");

    [Theory]
    [InlineData("/a%2")]
    [InlineData("/a%zz")]
    [InlineData("/a%+1")]
    [InlineData("/a?b=%")]
    public async Task Invalid_percent_encoding_is_a_400(string target)
    {
        string response = await _deployment.SendAsync(target);

        response.Should().StartWith("HTTP/1.1 400").And.EndWith("""{"message":"Bad Request"}""");
    }

    [Fact]
    public async Task Without_a_query_there_are_no_query_parameters()
    {
        var received = (await _deployment.EventOfAsync("/a")).AsObject();

        ((string?)received["rawQueryString"]).Should().BeEmpty();
        received.ContainsKey("queryStringParameters").Should().BeFalse();
    }

    [Fact]
    public async Task The_root_route_has_no_path_parameters()
    {
        var received = (await _deployment.EventOfAsync("/")).AsObject();

        ((string?)received["routeKey"]).Should().Be("ANY /");
        received.ContainsKey("pathParameters").Should().BeFalse();
    }

    [Fact]
    public async Task Repeated_headers_are_joined_in_lower_case()
    {
        string response = await _deployment.SendAsync("/a", headers: "X-Twice: first\r\nx-twice: second\r\n");

        var received = JsonNode.Parse(response.Split("\r\n\r\n", 2)[1])!;
        ((string?)received["headers"]!["x-twice"]).Should().Be("first,second");
        ((string?)received["headers"]!["host"]).Should().Be($"localhost:{_deployment.Port}");
        ((string?)received["headers"]!["content-length"]).Should().Be("0");
    }

    [Fact]
    public async Task Cookies_are_a_list_and_not_a_header()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/a");
        request.Headers.Add("Cookie", "sid=1; theme=dark");

        var received = await EventAsync(request);

        received["cookies"]!
            .AsArray()
            .Select(cookie => (string?)cookie)
            .Should()
            .Equal("sid=1", "theme=dark");
        received["headers"]!.AsObject().ContainsKey("cookie").Should().BeFalse();
        (await _deployment.EventOfAsync("/a")).AsObject().ContainsKey("cookies").Should().BeFalse();
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON; Charset=UTF-8")]
    [InlineData("text/plain; charset=utf-8")]
    public async Task A_body_of_a_text_type_is_sent_as_text(string contentType)
    {
        var received = await PostAsync("""{"name":"blé"}""", contentType);

        ((string?)received["body"]).Should().Be("""{"name":"blé"}""");
        ((bool)received["isBase64Encoded"]!).Should().BeFalse();
        ((string?)received["headers"]!["content-length"]).Should().Be("15");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=b")]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/octet-stream")]
    [InlineData("text/plain; charset=iso-8859-1")]
    public async Task A_body_of_another_type_or_without_a_type_is_sent_in_base64(string? contentType)
    {
        var received = await PostAsync("a=b", contentType);

        ((string?)received["body"]).Should().Be(Convert.ToBase64String("a=b"u8));
        ((bool)received["isBase64Encoded"]!).Should().BeTrue();
    }

    [Fact]
    public async Task A_chunked_body_is_sent_with_its_length()
    {
        string response = await _deployment.SendAsync(
            "/a",
            "POST",
            "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n",
            "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        );

        var received = JsonNode.Parse(response.Split("\r\n\r\n", 2)[1])!;
        ((string?)received["body"]).Should().Be("abcde");
        ((string?)received["headers"]!["content-length"]).Should().Be("5");
        received["headers"]!.AsObject().ContainsKey("transfer-encoding").Should().BeFalse();
    }

    [Fact]
    public async Task Without_a_body_the_event_has_no_body_property()
    {
        var received = (await EventAsync(new HttpRequestMessage(HttpMethod.Post, "/a"))).AsObject();

        received.ContainsKey("body").Should().BeFalse();
        ((bool)received["isBase64Encoded"]!).Should().BeFalse();
        ((string?)received["headers"]!["content-length"]).Should().Be("0");
    }

    [Fact]
    public async Task The_request_context_describes_the_request()
    {
        using var response = await _deployment.Client.SendAsync(
            new HttpRequestMessage(HttpMethod.Patch, "/a")
        );
        var received = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        var context = received["requestContext"]!;
        ((string?)received["version"]).Should().Be("2.0");
        ((string?)received["routeKey"]).Should().Be("ANY /{proxy+}");
        ((string?)context["routeKey"]).Should().Be("ANY /{proxy+}");
        ((string?)context["http"]!["method"]).Should().Be("PATCH");
        ((string?)context["http"]!["protocol"]).Should().Be("HTTP/1.1");
        ((string?)context["http"]!["sourceIp"]).Should().BeOneOf("127.0.0.1", "::1");
        ((string?)context["stage"]).Should().Be("$default");
        ((string?)context["domainName"]).Should().Be("localhost");
        ((string?)context["time"]).Should().MatchRegex(@"^\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000$");
        DateTimeOffset
            .FromUnixTimeMilliseconds((long)context["timeEpoch"]!)
            .Should()
            .BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromSeconds(30));
        context.AsObject().ContainsKey("authorizer").Should().BeFalse();
    }

    [Fact]
    public async Task The_request_id_is_also_in_the_response()
    {
        using var response = await _deployment.Client.GetAsync("/a");
        var received = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        string id = response.Headers.GetValues("apigw-requestid").Single();
        id.Should().MatchRegex("^[A-Za-z0-9+/]{15}=$");
        ((string?)received["requestContext"]!["requestId"]).Should().Be(id);
    }

    [Fact]
    public async Task Forwarding_headers_are_appended_to_those_of_the_client()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/a");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        request.Headers.Add("X-Amzn-Trace-Id", "Root=1-6a5145a9-1bae89e2512ec92d5d9438a0;Parent=1;Sampled=1");

        var headers = (await EventAsync(request))["headers"]!;

        ((string?)headers["x-forwarded-for"]).Should().MatchRegex(@"^203\.0\.113\.7, (127\.0\.0\.1|::1)$");
        ((string?)headers["x-forwarded-port"]).Should().Be($"{_deployment.Port}");
        ((string?)headers["x-forwarded-proto"]).Should().Be("http");
        ((string?)headers["x-amzn-trace-id"]).Should().Be("Root=1-6a5145a9-1bae89e2512ec92d5d9438a0");
        var untraced = (await _deployment.EventOfAsync("/a"))["headers"]!["x-amzn-trace-id"];
        ((string?)untraced).Should().MatchRegex("^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$");
    }

    [Fact]
    public async Task A_named_stage_is_in_the_path_but_not_in_the_proxy_parameter()
    {
        await using var deployment = await TestDeployment.StartAsync(TestTemplate.Text(stage: "prod"));

        var received = await deployment.EventOfAsync("/prod/v1/items");

        ((string?)received["rawPath"]).Should().Be("/prod/v1/items");
        ((string?)received["requestContext"]!["http"]!["path"]).Should().Be("/prod/v1/items");
        ((string?)received["requestContext"]!["stage"]).Should().Be("prod");
        ((string?)received["pathParameters"]!["proxy"]).Should().Be("v1/items");
        using var outside = await deployment.Client.GetAsync("/v1/items");
        ((int)outside.StatusCode).Should().Be(404);
    }

    [Theory]
    [InlineData("text/csv", true)]
    [InlineData("text/plain ;charset=utf-8", true)]
    [InlineData("application/problem+json", false)]
    [InlineData("application/x-ndjson", false)]
    [InlineData("", false)]
    public void Only_the_measured_types_are_text(string contentType, bool isText) =>
        HttpApiEvent.IsText(contentType).Should().Be(isText);

    private Task<JsonNode> PostAsync(string body, string? contentType)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return EventAsync(new HttpRequestMessage(HttpMethod.Post, "/a") { Content = content });
    }

    private async Task<JsonNode> EventAsync(HttpRequestMessage request)
    {
        using var response = await _deployment.Client.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
