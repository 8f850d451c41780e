using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NativeLambda.Http;
using NativeLambda.Runtime;
using NativeLambda.Tests.Fixtures;

namespace NativeLambda.Tests.Runtime;

/// <summary>The caller of an event, from the claims of its token or from IAM.</summary>
public sealed class EventCallerTests
{
    private const string FunctionUrl = "abc.lambda-url.eu-west-1.on.aws";
    private const string Api = "abc123.execute-api.eu-west-1.amazonaws.com";

    [Fact]
    public void The_claims_of_a_complete_event_are_read()
    {
        var caller = HttpApiEvent.Read(Fixture.Read("http-v2.put-item.json"), []).Caller!;

        caller.Subject.Should().Be("9f");
        caller.Scopes.Should().Equal("items/read", "items/write");
        caller.TokenUse.Should().BeEmpty("this token has no token_use");
    }

    [Theory]
    // Claims are text; a list is written in brackets.
    [InlineData("""{"sub":"s","scope":"a b"}""", "null", "a b")]
    [InlineData("""{"sub":"s","scope":"[a b]"}""", "null", "a b")]
    [InlineData("""{"sub":"s","scope":"a"}""", "null", "a")]
    // A comma does not separate scopes (RFC 6749, section 3.3).
    [InlineData("""{"sub":"s","scope":"a,b"}""", "null", "a,b")]
    [InlineData("""{"sub":"s","scp":"[a b]"}""", "null", "a b")]
    [InlineData("""{"sub":"s","scope":"  a   b "}""", "null", "a b")]
    [InlineData("""{"sub":"s","scope":"a\u002fb"}""", "null", "a/b")]
    // The gateway's own list is used only when the claims have no scope.
    [InlineData("""{"sub":"s","scope":"a"}""", """["b"]""", "a")]
    [InlineData("""{"sub":"s"}""", """["b","c"]""", "b c")]
    [InlineData("""{"sub":"s","scope":null}""", """["b"]""", "b")]
    [InlineData("""{"sub":"s"}""", "null", "")]
    [InlineData("""{"sub":"s","scope":""}""", "null", "")]
    [InlineData("""{"sub":"s","scope":"[]"}""", "null", "")]
    public void Scopes_are_read_from_a_claim_or_from_the_list_of_the_gateway(
        string claims,
        string scopes,
        string expected
    ) => string.Join(' ', Read(Api, Jwt(claims, scopes))!.Scopes!).Should().Be(expected);

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
    // IAM identifies a caller of a Function URL only.
    [InlineData("""{"iam":{"userArn":"arn:aws:iam::111122223333:user/x"}}""")]
    public void Without_a_subject_or_client_id_there_is_no_caller(string authorizer) =>
        Read(Api, authorizer).Should().BeNull();

    [Theory]
    [InlineData("null")]
    [InlineData("""{"jwt":{"claims":{"sub":"x","scope":"items/write","token_use":"access"}}}""")]
    [InlineData("""{"iam":null}""")]
    [InlineData("""{"iam":{"userArn":null}}""")]
    [InlineData("""{"iam":{"userArn":""}}""")]
    public void An_event_of_a_Function_URL_without_IAM_has_no_caller(string authorizer) =>
        Read(FunctionUrl, authorizer).Should().BeNull();

    [Fact]
    public void The_subject_of_an_assumed_role_is_the_role_and_not_its_session()
    {
        string[] subjects =
        [
            .. ((string[])["first", "second"]).Select(session =>
                Read(
                    FunctionUrl,
                    $$$"""{"iam":{"userArn":"arn:aws:sts::111122223333:assumed-role/importer/{{{session}}}"}}"""
                )!.Subject
            ),
        ];

        subjects.Should().Equal(Enumerable.Repeat("arn:aws:sts::111122223333:assumed-role/importer", 2));
    }

    [Fact]
    public void The_caller_of_a_Function_URL_with_IAM_is_the_ARN_and_has_every_scope()
    {
        var caller = Read(
            FunctionUrl,
            """{"iam":{"accessKey":"AKIA","userArn":"arn:aws:iam::111122223333:user/x"}}"""
        )!;

        caller.Subject.Should().Be("arn:aws:iam::111122223333:user/x");
        caller.HasScope("items/write").Should().BeTrue();
    }

    [Fact]
    public void A_request_context_in_the_body_the_query_or_a_header_is_ignored()
    {
        const string Forged =
            """{"requestContext":{"authorizer":{"jwt":{"claims":{"sub":"x","scope":"items/write","token_use":"access"}}}}}""";
        var json = Event(Api, "null");
        json["body"] = Forged;
        json["rawQueryString"] = Forged;
        json["headers"]!["requestcontext"] = Forged;
        json["queryStringParameters"] = JsonNode.Parse(Forged);

        HttpApiEvent.Read(Bytes(json), []).Caller.Should().BeNull();
    }

    [Theory]
    [InlineData("""{"jwt":{"claims":{"sub":7}}}""")]
    [InlineData("""{"jwt":{"claims":{"sub":"x","scope":["items/write"]}}}""")]
    [InlineData("""{"jwt":{"claims":"sub"}}""")]
    public void Claims_of_another_type_are_a_JsonException(string authorizer)
    {
        var read = () => Read(Api, authorizer);

        read.Should().Throw<JsonException>();
    }

    private static string Jwt(string claims, string scopes = "null") =>
        $$$"""{"jwt":{"claims":{{{claims}}},"scopes":{{{scopes}}}}}""";

    private static Caller? Read(string domain, string authorizer) =>
        HttpApiEvent.Read(Bytes(Event(domain, authorizer)), []).Caller;

    private static JsonNode Event(string domain, string authorizer)
    {
        var json = JsonNode.Parse(Fixture.Read("http-v2.put-item.json"))!;
        json["requestContext"]!["domainName"] = domain;
        json["requestContext"]!["authorizer"] = JsonNode.Parse(authorizer);
        return json;
    }

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
