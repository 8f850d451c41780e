using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Security;

/// <summary>Events without an authorizer's result: the published function rejects them itself.</summary>
public sealed class DirectEventTests(AttackFixture fixture) : IClassFixture<AttackFixture>
{
    private const string WriteClaims =
        """{"jwt": {"claims": {"token_use": "access", "scope": "items/read items/write", "sub": "x"}}}""";

    private static readonly (string Method, string Path)[] Calls =
    [
        ("POST", "/api/v1/items/"),
        ("PUT", "/api/v1/items/{id}"),
        ("PATCH", "/api/v1/items/{id}"),
        ("DELETE", "/api/v1/items/{id}"),
        ("GET", "/api/v1/items/{id}"),
        ("GET", "/api/v1/items"),
    ];

    [Theory]
    [InlineData("no authorizer", null)]
    [InlineData("null", "null")]
    [InlineData("empty object", "{}")]
    [InlineData("jwt is null", """{"jwt": null}""")]
    [InlineData("no claims", """{"jwt": {}}""")]
    [InlineData("claims are null", """{"jwt": {"claims": null}}""")]
    [InlineData("scopes alone", """{"jwt": {"scopes": ["items/read", "items/write"]}}""")]
    [InlineData(
        "claims of a Lambda authorizer",
        """{"lambda": {"scope": "items/write", "token_use": "access"}}"""
    )]
    [InlineData("claims of a REST API", """{"claims": {"scope": "items/write", "token_use": "access"}}""")]
    [InlineData("scopes on the wrong level", """{"scope": "items/write", "token_use": "access"}""")]
    public async Task An_event_without_claims_is_rejected_with_401(string name, string? authorizer) =>
        await ShouldRejectAllAsync(name, authorizer, 401, "Not authenticated");

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
    public async Task Claims_without_the_scope_of_the_route_are_rejected_with_403(
        string name,
        string claims
    ) =>
        await ShouldRejectAllAsync(
            name,
            $$$"""{"jwt": {"claims": {{{claims}}}, "scopes": null}}""",
            403,
            "Not enough permissions"
        );

    [Theory]
    [InlineData("""{"token_use": "access", "scope": {"items/write": true}}""")]
    [InlineData("""{"token_use": ["access"], "scope": ["items/write", "items/read"]}""")]
    [InlineData("""{"token_use": true, "scope": 1}""")]
    public async Task Claims_of_an_unknown_shape_are_rejected(string claims)
    {
        await using var function = await FunctionProcess.StartAsync(fixture.FunctionEnvironment);

        await fixture.ShouldHaveNoEffectAsync(async () =>
        {
            var response = await function.InvokeAsync(
                Event("POST", "/api/v1/items/", $$$"""{"jwt": {"claims": {{{claims}}}}}""")
            );
            response.Status.Should().BeOneOf(400, 401, 403, 500);
            return [response.Json.ToJsonString()];
        });
    }

    /// <summary>A Function URL has no JWT authorizer: its callers are authenticated by IAM only.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(WriteClaims)]
    [InlineData("""{"iam": null}""")]
    [InlineData("""{"iam": {"userArn": ""}}""")]
    public async Task A_function_URL_event_without_IAM_is_rejected_with_401(string? authorizer)
    {
        await using var function = await FunctionProcess.StartAsync(fixture.FunctionEnvironment);

        foreach (var (method, path) in Calls)
        {
            var json = JsonNode.Parse(Event(method, path, authorizer))!;
            json["routeKey"] = "$default";
            json["requestContext"]!["routeKey"] = "$default";
            json["requestContext"]!["domainPrefix"] = "abc";
            json["requestContext"]!["domainName"] = "abc.lambda-url.eu-west-1.on.aws";
            json["headers"]!["authorization"] = $"Bearer {fixture.WriteToken}";

            await ShouldRejectAsync(function, method, json.ToJsonString(), 401, "Not authenticated");
        }
    }

    [Fact]
    public async Task Claims_outside_of_the_request_context_are_ignored()
    {
        await using var function = await FunctionProcess.StartAsync(fixture.FunctionEnvironment);
        var json = JsonNode.Parse(Event("POST", "/api/v1/items/", null))!;
        json["authorizer"] = JsonNode.Parse(WriteClaims);
        json["headers"]!["requestContext"] = WriteClaims;
        json["stageVariables"] = JsonNode.Parse(
            $$$"""{"requestContext": {"authorizer": {{{WriteClaims}}}}}"""
        );
        json["body"] = $$$"""{"requestContext": {"authorizer": {{{WriteClaims}}}}}""";

        await ShouldRejectAsync(function, "POST", json.ToJsonString(), 401, "Not authenticated");
    }

    /// <summary>The control: the events above are rejected because of their claims and nothing else.</summary>
    [Fact]
    public async Task An_event_with_the_scope_of_the_route_is_accepted()
    {
        await using var function = await FunctionProcess.StartAsync(fixture.FunctionEnvironment);

        var response = await function.InvokeAsync(
            Event("GET", $"/api/v1/items/{fixture.ItemId}", WriteClaims)
        );

        response.Status.Should().Be(200, "the body is {0}", response.Body);
    }

    private async Task ShouldRejectAllAsync(string name, string? authorizer, int status, string detail)
    {
        await using var function = await FunctionProcess.StartAsync(fixture.FunctionEnvironment);
        foreach (var (method, path) in Calls)
        {
            await ShouldRejectAsync(function, name, Event(method, path, authorizer), status, detail);
        }
    }

    private async Task ShouldRejectAsync(
        FunctionProcess function,
        string name,
        string json,
        int status,
        string detail
    ) =>
        await fixture.ShouldHaveNoEffectAsync(async () =>
        {
            var response = await function.InvokeAsync(json);
            (response.Status, response.Body)
                .Should()
                .Be((status, $$"""{"detail":"{{detail}}"}"""), "that is expected for {0}", name);
            string headers = response.Json["headers"]!.ToJsonString().ToLowerInvariant();
            headers.Should().Contain("www-authenticate").And.Contain("bearer");
            string.Join('\n', function.Output)
                .Should()
                .NotContain(fixture.WriteToken)
                .And.NotContain("ItemsTable");
            return [response.Json.ToJsonString()];
        });

    private string Event(string method, string path, string? authorizer)
    {
        string target = path.Replace("{id}", fixture.ItemId, StringComparison.Ordinal);
        return FunctionEvent.Http(
            method,
            target,
            authorizer,
            method is "POST" or "PUT" or "PATCH" ? ItemsApi.Mug : null
        );
    }
}
