using System.Text.Json.Nodes;
using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests.Security;

/// <summary>Events that no authorizer has seen: the published function decides on its own.</summary>
public sealed class DirectEventTests(AttackFixture stack) : IClassFixture<AttackFixture>
{
    private const string WriteClaims =
        """{"jwt": {"claims": {"token_use": "access", "scope": "items/read items/write", "sub": "x"}}}""";

    private static readonly (string Method, string Path)[] Calls =
    [
        ("POST", "/api/v1/items/"),
        ("PUT", "/api/v1/items/{id}"),
        ("DELETE", "/api/v1/items/{id}"),
        ("GET", "/api/v1/items/{id}"),
        ("GET", "/api/v1/items"),
    ];

    [Theory]
    [InlineData("no authorizer", null)]
    [InlineData("null", "null")]
    [InlineData("nothing in it", "{}")]
    [InlineData("jwt is null", """{"jwt": null}""")]
    [InlineData("no claims", """{"jwt": {}}""")]
    [InlineData("claims are null", """{"jwt": {"claims": null}}""")]
    [InlineData("scopes alone", """{"jwt": {"scopes": ["items/read", "items/write"]}}""")]
    [InlineData("another authorizer's", """{"lambda": {"scope": "items/write", "token_use": "access"}}""")]
    [InlineData("claims of a REST API", """{"claims": {"scope": "items/write", "token_use": "access"}}""")]
    [InlineData("scopes on the wrong level", """{"scope": "items/write", "token_use": "access"}""")]
    public async Task Without_claims_nobody_is_authenticated(string name, string? authorizer) =>
        await ShouldAllAnswerAsync(name, authorizer, 401, "Not authenticated");

    [Theory]
    [InlineData("ID token", """{"token_use": "id", "scope": "items/read items/write", "sub": "x"}""")]
    [InlineData("no token_use", """{"scope": "items/read items/write", "sub": "x"}""")]
    [InlineData(
        "token_use of another case",
        """{"token_use": "ACCESS", "scope": "items/read items/write", "sub": "x"}"""
    )]
    [InlineData("no scope", """{"token_use": "access", "sub": "x"}""")]
    [InlineData("empty scope", """{"token_use": "access", "scope": "", "sub": "x"}""")]
    [InlineData("null scope", """{"token_use": "access", "scope": null, "sub": "x"}""")]
    [InlineData(
        "similar scope",
        """{"token_use": "access", "scope": "items/reader xitems/write items/", "sub": "x"}"""
    )]
    [InlineData(
        "scope of the user pool",
        """{"token_use": "access", "scope": "aws.cognito.signin.user.admin", "sub": "x"}"""
    )]
    public async Task Claims_without_the_right_to_it_are_not_enough(string name, string claims) =>
        await ShouldAllAnswerAsync(
            name,
            $$$"""{"jwt": {"claims": {{{claims}}}, "scopes": null}}""",
            403,
            "Not enough permissions"
        );

    [Theory]
    [InlineData("""{"token_use": "access", "scope": {"items/write": true}}""")]
    [InlineData("""{"token_use": ["access"], "scope": ["items/write", "items/read"]}""")]
    [InlineData("""{"token_use": true, "scope": 1}""")]
    public async Task Claims_of_an_unknown_shape_never_write(string claims)
    {
        await using var function = await LoneFunction.StartAsync(stack.FunctionEnvironment);

        await stack.FailsWithoutTraceAsync(async () =>
        {
            var answer = await function.InvokeAsync(
                Event("POST", "/api/v1/items/", $$$"""{"jwt": {"claims": {{{claims}}}}}""")
            );
            ((int)answer["statusCode"]!).Should().BeOneOf(400, 401, 403, 500);
            return [answer.ToJsonString()];
        });
    }

    /// <summary>A Function URL has no JWT authorizer: only IAM can vouch for its callers.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(WriteClaims)]
    [InlineData("""{"iam": null}""")]
    [InlineData("""{"iam": {"userArn": ""}}""")]
    public async Task A_function_URL_event_without_IAM_may_do_nothing(string? authorizer)
    {
        await using var function = await LoneFunction.StartAsync(stack.FunctionEnvironment);

        foreach (var (method, path) in Calls)
        {
            var json = JsonNode.Parse(Event(method, path, authorizer))!;
            json["routeKey"] = "$default";
            json["requestContext"]!["routeKey"] = "$default";
            json["requestContext"]!["domainPrefix"] = "abc";
            json["requestContext"]!["domainName"] = "abc.lambda-url.eu-west-1.on.aws";
            json["headers"]!["authorization"] = $"Bearer {stack.WriteToken}";

            await ShouldAnswerAsync(function, method, json.ToJsonString(), 401, "Not authenticated");
        }
    }

    [Fact]
    public async Task Claims_anywhere_but_in_the_request_context_are_no_claims()
    {
        await using var function = await LoneFunction.StartAsync(stack.FunctionEnvironment);
        var json = JsonNode.Parse(Event("POST", "/api/v1/items/", null))!;
        json["authorizer"] = JsonNode.Parse(WriteClaims);
        json["headers"]!["requestContext"] = WriteClaims;
        json["stageVariables"] = JsonNode.Parse(
            $$$"""{"requestContext": {"authorizer": {{{WriteClaims}}}}}"""
        );
        json["body"] = $$$"""{"requestContext": {"authorizer": {{{WriteClaims}}}}}""";

        await ShouldAnswerAsync(function, "POST", json.ToJsonString(), 401, "Not authenticated");
    }

    /// <summary>The refusals above are worth something only if the same event with the right claims is taken.</summary>
    [Fact]
    public async Task The_right_claims_are_taken()
    {
        await using var function = await LoneFunction.StartAsync(stack.FunctionEnvironment);

        var answer = await function.InvokeAsync(Event("GET", $"/api/v1/items/{stack.ItemId}", WriteClaims));

        ((int)answer["statusCode"]!).Should().Be(200, "the answer is {0}", answer.ToJsonString());
    }

    private async Task ShouldAllAnswerAsync(string name, string? authorizer, int status, string detail)
    {
        await using var function = await LoneFunction.StartAsync(stack.FunctionEnvironment);
        foreach (var (method, path) in Calls)
        {
            await ShouldAnswerAsync(function, name, Event(method, path, authorizer), status, detail);
        }
    }

    private async Task ShouldAnswerAsync(
        LoneFunction function,
        string name,
        string json,
        int status,
        string detail
    ) =>
        await stack.FailsWithoutTraceAsync(async () =>
        {
            var answer = await function.InvokeAsync(json);
            ((int?)answer["statusCode"], (string?)answer["body"])
                .Should()
                .Be((status, $$"""{"detail":"{{detail}}"}"""), "that is for {0}", name);
            string headers = answer["headers"]!.ToJsonString().ToLowerInvariant();
            headers.Should().Contain("www-authenticate").And.Contain("bearer");
            string.Join('\n', function.Output)
                .Should()
                .NotContain(stack.WriteToken)
                .And.NotContain("ItemsTable");
            return [answer.ToJsonString()];
        });

    private string Event(string method, string path, string? authorizer)
    {
        string target = path.Replace("{id}", stack.ItemId, StringComparison.Ordinal);
        return FunctionEvent.Http(method, target, authorizer, method is "POST" or "PUT" ? Api.Mug : null);
    }
}
