using System.Net;

namespace Items.LocalHost.Tests.Gateway;

public sealed class HttpApiResponseTests(DeploymentFixture shared) : IClassFixture<DeploymentFixture>
{
    private const string InternalServerError = """{"message":"Internal Server Error"}""";

    private readonly TestDeployment _deployment = shared.Deployment;

    [Theory]
    [InlineData("""{"name":"no statusCode"}""", """{"name":"no statusCode"}""")]
    [InlineData("[1,2]", "[1,2]")]
    [InlineData("42", "42")]
    [InlineData("\"text\"", "text")]
    [InlineData("not JSON at all", "not JSON at all")]
    [InlineData("", "")]
    public async Task Without_a_status_the_payload_is_the_body(string payload, string body)
    {
        using var response = await _deployment.RespondWithAsync(payload);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().Should().Be("application/json");
        (await response.Content.ReadAsStringAsync()).Should().Be(body);
    }

    [Theory]
    [InlineData("""{"statusCode":200.5}""")]
    [InlineData("""{"statusCode":0}""")]
    [InlineData("""{"statusCode":99999999999}""")]
    [InlineData("""{"statusCode":101}""")]
    [InlineData("""{"statusCode":true}""")]
    [InlineData("""{"statusCode":200,"headers":{"x":1}}""")]
    [InlineData("""{"statusCode":200,"headers":[]}""")]
    [InlineData("""{"statusCode":200,"headers":{"x":"line\nbreak"}}""")]
    [InlineData("""{"statusCode":200,"headers":{"bad name":"x"}}""")]
    [InlineData("""{"statusCode":200,"body":{"a":1}}""")]
    [InlineData("""{"statusCode":200,"body":"\ud800"}""")]
    [InlineData("""{"statusCode":200,"cookies":"a=b"}""")]
    [InlineData("""{"statusCode":200,"isBase64Encoded":true,"body":"*"}""")]
    public async Task An_invalid_response_object_is_a_500(string payload)
    {
        using var response = await _deployment.RespondWithAsync(payload);

        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        response.Content.Headers.ContentType!.ToString().Should().Be("application/json");
        (await response.Content.ReadAsStringAsync()).Should().Be(InternalServerError);
        response.Headers.Contains("apigw-requestid").Should().BeTrue();
    }

    [Fact]
    public async Task Status_headers_and_body_come_from_the_response_object()
    {
        using var response = await _deployment.RespondWithAsync(
            """{"statusCode":"201","headers":{"Content-Type":"application/json","location":"/é/1"},"body":"{\"a\":\"é\"}"}"""
        );

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        response.Content.Headers.ContentType!.ToString().Should().Be("application/json");
        response.Headers.Contains("location").Should().BeTrue();
        response.Headers.Date.Should().NotBeNull();
        response.Headers.Connection.Should().Equal("keep-alive");
        response.Headers.Server.Should().BeEmpty();
        (await response.Content.ReadAsStringAsync()).Should().Be("""{"a":"é"}""");
    }

    [Fact]
    public async Task Without_a_content_type_it_is_plain_text()
    {
        using var response = await _deployment.RespondWithAsync("""{"statusCode":200,"body":"a"}""");

        response.Content.Headers.ContentType!.ToString().Should().Be("text/plain; charset=utf-8");
    }

    [Fact]
    public async Task Cookies_precede_the_set_cookie_header_of_the_function()
    {
        using var response = await _deployment.RespondWithAsync(
            """{"statusCode":200,"headers":{"set-cookie":"c=3"},"cookies":["a=1; HttpOnly","b=2"]}"""
        );

        response.Headers.GetValues("set-cookie").Should().Equal("a=1; HttpOnly", "b=2", "c=3");
    }

    [Fact]
    public async Task A_base64_body_is_decoded()
    {
        using var response = await _deployment.RespondWithAsync(
            """{"statusCode":200,"headers":{"content-type":"image/png"},"isBase64Encoded":true,"body":"AP+A"}"""
        );

        (await response.Content.ReadAsByteArrayAsync()).Should().Equal(0, 255, 128);
        response.Content.Headers.ContentLength.Should().Be(3);
    }

    [Fact]
    public async Task The_function_cannot_set_reserved_headers()
    {
        using var response = await _deployment.RespondWithAsync(
            """{"statusCode":200,"headers":{"content-length":"9999","apigw-requestid":"mine","x-amzn-mine":"a","server":"x"},"body":"ab"}"""
        );

        response.Content.Headers.ContentLength.Should().Be(2);
        response.Headers.GetValues("apigw-requestid").Single().Should().NotBe("mine");
        response.Headers.Contains("x-amzn-mine").Should().BeFalse();
        response.Headers.Contains("server").Should().BeFalse();
    }

    [Theory]
    [InlineData(204)]
    [InlineData(304)]
    public async Task A_status_that_allows_no_body_has_none(int status)
    {
        using var response = await _deployment.RespondWithAsync(
            $$"""{"statusCode":{{status}},"headers":{"etag":"\"1\""} }"""
        );

        ((int)response.StatusCode).Should().Be(status);
        response.Headers.ETag!.Tag.Should().Be("\"1\"");
        (await response.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task HEAD_has_the_headers_of_GET_and_no_body()
    {
        string response = await _deployment.SendAsync("/a", "HEAD");

        response.Should().StartWith("HTTP/1.1 200").And.EndWith("\r\n\r\n");
        response.Should().MatchRegex(@"(?i)content-length: [1-9]\d+");
    }
}
