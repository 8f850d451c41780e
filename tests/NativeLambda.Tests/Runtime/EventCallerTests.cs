using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NativeLambda.Http;
using NativeLambda.Runtime;
using NativeLambda.Tests.Fixtures;

namespace NativeLambda.Tests.Runtime;

/// <summary>Who calls, as events say it.</summary>
public sealed class EventCallerTests
{
    private const string Url = "abc.lambda-url.eu-west-1.on.aws";
    private const string Api = "abc123.execute-api.eu-west-1.amazonaws.com";

    [Fact]
    public void Claims_of_a_whole_event_are_read()
    {
        var caller = HttpApiEvent.Read(Fixture.Read("http-v2.put-item.json")).Caller!;

        caller.Subject.Should().Be("9f");
        caller.Scopes.Should().Equal("items/read", "items/write");
        caller.TokenUse.Should().BeEmpty("this token has no token_use");
    }

    [Theory]
    // Claims are text: a scope that was a list comes in brackets, and other renderings are about.
    [InlineData("""{"sub":"s","scope":"a b"}""", "null", "a b")]
    [InlineData("""{"sub":"s","scope":"[a b]"}""", "null", "a b")]
    [InlineData("""{"sub":"s","scope":"a"}""", "null", "a")]
    // A comma is a character like any other in a scope (RFC 6749, 3.3): this is one scope, and not the one that is needed.
    [InlineData("""{"sub":"s","scope":"a,b"}""", "null", "a,b")]
    [InlineData("""{"sub":"s","scp":"[a b]"}""", "null", "a b")]
    [InlineData("""{"sub":"s","scope":"  a   b "}""", "null", "a b")]
    [InlineData("""{"sub":"s","scope":"a\u002fb"}""", "null", "a/b")]
    // The list beside them counts only when they have none.
    [InlineData("""{"sub":"s","scope":"a"}""", """["b"]""", "a")]
    [InlineData("""{"sub":"s"}""", """["b","c"]""", "b c")]
    [InlineData("""{"sub":"s","scope":null}""", """["b"]""", "b")]
    [InlineData("""{"sub":"s"}""", "null", "")]
    [InlineData("""{"sub":"s","scope":""}""", "null", "")]
    [InlineData("""{"sub":"s","scope":"[]"}""", "null", "")]
    public void Scopes_come_in_several_renderings(string claims, string scopes, string expected) =>
        string.Join(' ', Read(Api, Jwt(claims, scopes))!.Scopes!).Should().Be(expected);

    [Theory]
    [InlineData("""{"sub":"user","client_id":"app"}""", "user")]
    [InlineData("""{"client_id":"app"}""", "app")]
    [InlineData("""{"sub":"","client_id":"app"}""", "app")]
    public void The_subject_is_the_user_or_else_the_client(string claims, string subject) =>
        Read(Api, Jwt(claims))!.Subject.Should().Be(subject);

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"jwt":null}""")]
    [InlineData("""{"jwt":{}}""")]
    [InlineData("""{"jwt":{"claims":null,"scopes":["items/write"]}}""")]
    [InlineData("""{"jwt":{"claims":{},"scopes":["items/write"]}}""")]
    [InlineData("""{"jwt":{"claims":{"scope":"items/write","token_use":"access"}}}""")]
    [InlineData("""{"lambda":{"sub":"x","scope":"items/write"}}""")]
    [InlineData("""{"claims":{"sub":"x","scope":"items/write"}}""")]
    // IAM counts for Function URLs alone.
    [InlineData("""{"iam":{"userArn":"arn:aws:iam::111122223333:user/x"}}""")]
    public void Without_claims_that_name_somebody_there_is_no_caller(string authorizer) =>
        Read(Api, authorizer).Should().BeNull();

    [Theory]
    [InlineData("null")]
    [InlineData("""{"jwt":{"claims":{"sub":"x","scope":"items/write","token_use":"access"}}}""")]
    [InlineData("""{"iam":null}""")]
    [InlineData("""{"iam":{"userArn":null}}""")]
    [InlineData("""{"iam":{"userArn":""}}""")]
    public void Behind_a_function_URL_without_IAM_there_is_no_caller_whatever_claims_it_carries(
        string authorizer
    ) => Read(Url, authorizer).Should().BeNull();

    [Fact]
    public void A_function_URL_with_IAM_is_trusted_and_belongs_to_its_ARN()
    {
        var caller = Read(
            Url,
            """{"iam":{"accessKey":"AKIA","userArn":"arn:aws:iam::111122223333:user/x"}}"""
        )!;

        caller.Subject.Should().Be("arn:aws:iam::111122223333:user/x");
        caller.HasScope("items/write").Should().BeTrue();
    }

    [Fact]
    public void A_request_context_in_the_body_the_query_or_a_header_says_nothing()
    {
        const string forged =
            """{"requestContext":{"authorizer":{"jwt":{"claims":{"sub":"x","scope":"items/write","token_use":"access"}}}}}""";
        var json = Event(Api, "null");
        json["body"] = forged;
        json["rawQueryString"] = forged;
        json["headers"]!["requestcontext"] = forged;
        json["queryStringParameters"] = JsonNode.Parse(forged);

        HttpApiEvent.Read(Bytes(json)).Caller.Should().BeNull();
    }

    [Theory]
    [InlineData("""{"jwt":{"claims":{"sub":7}}}""")]
    [InlineData("""{"jwt":{"claims":{"sub":"x","scope":["items/write"]}}}""")]
    [InlineData("""{"jwt":{"claims":"sub"}}""")]
    public void Claims_of_another_shape_are_an_error(string authorizer)
    {
        var read = () => Read(Api, authorizer);

        read.Should().Throw<JsonException>();
    }

    private static string Jwt(string claims, string scopes = "null") =>
        $$$"""{"jwt":{"claims":{{{claims}}},"scopes":{{{scopes}}}}}""";

    private static Caller? Read(string domain, string authorizer) =>
        HttpApiEvent.Read(Bytes(Event(domain, authorizer))).Caller;

    private static JsonNode Event(string domain, string authorizer)
    {
        var json = JsonNode.Parse(Fixture.Read("http-v2.put-item.json"))!;
        json["requestContext"]!["domainName"] = domain;
        json["requestContext"]!["authorizer"] = JsonNode.Parse(authorizer);
        return json;
    }

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
