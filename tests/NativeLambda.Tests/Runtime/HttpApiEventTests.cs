using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NativeLambda.Http;
using NativeLambda.Runtime;
using NativeLambda.Tests.Fixtures;

namespace NativeLambda.Tests.Runtime;

public sealed class HttpApiEventTests
{
    [Fact]
    public void A_complete_event_becomes_a_request()
    {
        var request = HttpApiEvent.Read(Fixture.Read("http-v2.put-item.json"), []);

        request.Method.Should().Be(Method.Put);
        Text(request.Path).Should().Be("/api/v1/items/blue mug");
        request.BasePath.Should().BeEmpty();
        Text(request.Query).Should().Be("tag=a&tag=b&q=x%20y&literalPlus=a+b&e=");
        request.Header("x-twice").Should().Be("first,second");
        request.Header("x-quote").Should().Be("say \"hi\" – ünï");
        request.Header("x-absent").Should().BeNull();
        request.Id.Should().Be("ATfSmjLgPHcESJw=");
        Text(request.Body).Should().Be("""{"name":"blü"}""");
    }

    [Fact]
    public void The_prefix_of_a_named_stage_becomes_the_base_path()
    {
        var request = HttpApiEvent.Read(Fixture.Read("http-v2.named-stage.json"), []);

        Text(request.Path).Should().Be("/api/v1/items/");
        request.BasePath.Should().Be("/prod");
    }

    [Theory]
    [InlineData("/prod", "/", "/prod")]
    [InlineData("/prod/", "/", "/prod")]
    [InlineData("/production/x", "/production/x", "")]
    public void Only_a_whole_segment_is_a_stage_prefix(string rawPath, string path, string basePath)
    {
        var json = JsonNode.Parse(Fixture.Read("http-v2.named-stage.json"))!;
        json["rawPath"] = rawPath;

        var request = HttpApiEvent.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), []);

        Text(request.Path).Should().Be(path);
        request.BasePath.Should().Be(basePath);
    }

    [Fact]
    public void A_base64_body_is_decoded()
    {
        var request = HttpApiEvent.Read(Fixture.Read("http-v2.base64-body.json"), []);

        Text(request.Body).Should().Be("""{"name":"blü"}""");
    }

    [Theory]
    [InlineData("""{"rawPath":"/"}""")]
    [InlineData("""{"rawPath":"/","body":null}""")]
    [InlineData("""{"rawPath":"/","body":""}""")]
    [InlineData("""{"rawPath":"/","body":"","isBase64Encoded":true}""")]
    public void An_absent_null_or_empty_body_is_empty(string json) =>
        HttpApiEvent.Read(Encoding.UTF8.GetBytes(json), []).Body.IsEmpty.Should().BeTrue();

    [Fact]
    public void Null_instead_of_an_object_or_a_list_counts_as_absent()
    {
        var request = HttpApiEvent.Read(
            """{"headers":null,"cookies":null,"requestContext":{"authorizer":{"jwt":null,"x":1},"requestId":"a"},"rawPath":"/x"}"""u8.ToArray(),
            []
        );

        request.Id.Should().Be("a");
        Text(request.Path).Should().Be("/x");
    }

    [Theory]
    [InlineData("abc.lambda-url.eu-west-1.on.aws", true, "/a b/ü/%/+/c")]
    [InlineData("abc.execute-api.eu-west-1.amazonaws.com", false, "/a%20b/%C3%BC/%/+%2Fc")]
    public void A_Function_URL_can_stream_and_sends_an_encoded_path(string domain, bool isUrl, string path)
    {
        var request = HttpApiEvent.Read(
            Encoding.UTF8.GetBytes(
                $$$"""{"version":"2.0","rawPath":"/a%20b/%C3%BC/%/+%2Fc","requestContext":{"domainName":"{{{domain}}}"}}"""
            ),
            []
        );

        request.CanStream.Should().Be(isUrl);
        Text(request.Path).Should().Be(path);
    }

    [Theory]
    [InlineData("""{"rawPath":7}""")]
    [InlineData("""{"headers":"none"}""")]
    [InlineData("""{"rawPath":"\ud800"}""")]
    [InlineData("""{"body":"%%%","isBase64Encoded":true}""")]
    [InlineData("""{"rawPath":"/",""")]
    public void A_malformed_event_is_a_JsonException(string json)
    {
        var read = () => HttpApiEvent.Read(Encoding.UTF8.GetBytes(json), []);

        read.Should().Throw<JsonException>();
    }

    [Theory]
    [InlineData("""{"version":"2.0","routeKey":"GET /"}""", "Http")]
    [InlineData("""{"routeKey":"GET /","headers":{"version":"1.0"},"version":"2.0"}""", "Http")]
    [InlineData("""{"version":"1.0","resource":"/"}""", "Unknown")]
    [InlineData("""{"Records":[{"eventSource":"aws:sqs"}]}""", "Queue")]
    [InlineData("""{"Records":""", "Queue")]
    [InlineData("""{"records":[]}""", "Unknown")]
    [InlineData("""{"body":{"Records":[]},"x":1}""", "Unknown")]
    [InlineData("""{}""", "Unknown")]
    [InlineData("""[1]""", "Unknown")]
    [InlineData("""{"version":""", "Unknown")]
    [InlineData("", "Unknown")]
    public void The_version_or_the_records_determine_the_origin(string json, string origin) =>
        EventOrigins.Peek(Encoding.UTF8.GetBytes(json)).ToString().Should().Be(origin);

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
