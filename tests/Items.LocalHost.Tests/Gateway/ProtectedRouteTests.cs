using System.Net;
using System.Text.Json.Nodes;

namespace Items.LocalHost.Tests.Gateway;

/// <summary>Authorization and CORS of a running gateway.</summary>
public sealed class ProtectedRouteTests(ProtectedDeploymentFixture fixture)
    : IClassFixture<ProtectedDeploymentFixture>
{
    private const string Page = "http://page.example";

    [Theory]
    [InlineData("/items")]
    [InlineData("/unscoped")]
    [InlineData("/items//")]
    [InlineData("/_localx/oauth2/token")]
    public async Task A_protected_route_is_401_without_a_token(string path)
    {
        using var response = await fixture.Client.GetAsync(path);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await response.Content.ReadAsStringAsync()).Should().Be("""{"message":"Unauthorized"}""");
        Header(response, "www-authenticate").Should().Be("Bearer");
        Header(response, "apigw-requestid").Should().NotBeNull();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/_local/.well-known/jwks.json")]
    public async Task A_request_for_another_host_is_a_421(string path)
    {
        string response = await fixture.Deployment.SendAsync(
            path,
            host: $"attacker.example:{fixture.Deployment.Port}"
        );

        response
            .Should()
            .StartWith("HTTP/1.1 421")
            .And.Contain($"The Host header must be localhost:{fixture.Deployment.Port}");
    }

    [Fact]
    public async Task A_public_route_has_no_authorizer_in_its_event_even_with_a_token()
    {
        var anonymous = await EventAsync("/", null);
        var known = await EventAsync("/", await fixture.Issuer.ServiceTokenAsync());

        anonymous["requestContext"]!["authorizer"].Should().BeNull();
        known["requestContext"]!["authorizer"].Should().BeNull();
    }

    [Fact]
    public async Task The_event_has_the_claims_and_scopes()
    {
        string token = await fixture.Issuer.ServiceTokenAsync("items/read");

        var scoped = (await EventAsync("/items", token))["requestContext"]!["authorizer"]!["jwt"]!;
        var unscoped = (await EventAsync("/unscoped", token))["requestContext"]!["authorizer"]!["jwt"]!;

        ((string?)scoped["claims"]!["scope"]).Should().Be("items/read");
        ((string?)scoped["claims"]!["exp"]).Should().MatchRegex(@"^\d+$");
        scoped["scopes"]!.ToJsonString().Should().Be("""["items/read"]""");
        unscoped["scopes"].Should().BeNull();
        unscoped.AsObject().ContainsKey("scopes").Should().BeTrue();
    }

    [Theory]
    [InlineData("GET", "/items", 401)]
    [InlineData("GET", "/", 200)]
    [InlineData("POST", "/", 404)]
    public async Task Every_response_to_an_allowed_origin_has_CORS_headers(
        string method,
        string path,
        int status
    )
    {
        using var response = await SendAsync(method, path, ("origin", Page));

        ((int)response.StatusCode).Should().Be(status);
        Header(response, "access-control-allow-origin").Should().Be(Page);
        Header(response, "access-control-expose-headers").Should().Be("ETag,Link");
        Header(response, "access-control-allow-credentials").Should().BeNull();
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("https://page.example")]
    [InlineData("http://page.example:81")]
    [InlineData("http://page.example.evil.example")]
    [InlineData("null")]
    public async Task Responses_to_another_origin_have_no_CORS_headers(string origin)
    {
        using var response = await SendAsync("GET", "/", ("origin", origin));
        using var preflight = await SendAsync(
            "OPTIONS",
            "/items",
            ("origin", origin),
            ("access-control-request-method", "PUT")
        );

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        preflight.StatusCode.Should().Be(HttpStatusCode.NoContent);
        CorsHeaders(response).Should().BeEmpty();
        CorsHeaders(preflight).Should().BeEmpty();
    }

    [Theory]
    [InlineData("/items")]
    // No route has this method here.
    [InlineData("/")]
    public async Task The_gateway_responds_to_a_preflight(string path)
    {
        using var response = await SendAsync(
            "OPTIONS",
            path,
            ("origin", Page),
            ("access-control-request-method", "PUT")
        );

        response.StatusCode.Should().Be(HttpStatusCode.NoContent);
        CorsHeaders(response)
            .Should()
            .BeEquivalentTo(
                new Dictionary<string, string>
                {
                    ["access-control-allow-origin"] = Page,
                    ["access-control-allow-methods"] = "GET,PUT",
                    ["access-control-allow-headers"] = "authorization,if-match",
                    ["access-control-max-age"] = "600",
                }
            );
        Header(response, "apigw-requestid").Should().NotBeNull();
    }

    [Theory]
    [InlineData("origin", Page)]
    [InlineData("access-control-request-method", "PUT")]
    public async Task OPTIONS_with_an_incomplete_preflight_invokes_the_function(string header, string value)
    {
        using var response = await SendAsync("OPTIONS", "/items", (header, value));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).Should().Contain("OPTIONS /{proxy+}");
    }

    [Fact]
    public async Task A_preflight_that_matches_only_a_protected_route_is_a_401()
    {
        await using var deployment = await TestDeployment.StartAsync(
            ProtectedTemplate.Text(publicPreflight: false)
        );
        using var request = new HttpRequestMessage(HttpMethod.Options, "/items");
        request.Headers.Add("origin", Page);
        request.Headers.Add("access-control-request-method", "PUT");

        using var response = await deployment.Client.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task CORS_headers_of_the_function_are_replaced()
    {
        const string result = """
            {"statusCode":200,"headers":{"Access-Control-Allow-Origin":"*","access-control-max-age":"1","etag":"1"}}
            """;
        string token = await fixture.Issuer.ServiceTokenAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/raw");
        request.Content = new StringContent(result);
        request.Headers.Add("authorization", token);
        request.Headers.Add("origin", Page);

        using var response = await fixture.Client.SendAsync(request);

        CorsHeaders(response)
            .Should()
            .BeEquivalentTo(
                new Dictionary<string, string>
                {
                    ["access-control-allow-origin"] = Page,
                    ["access-control-expose-headers"] = "ETag,Link",
                }
            );
        Header(response, "etag").Should().Be("1");
    }

    [Fact]
    public async Task The_issuer_option_replaces_the_templates_issuer()
    {
        await using var deployment = await TestDeployment.StartAsync(
            ProtectedTemplate.Text(),
            options => options with { Issuer = fixture.Issuer.Url, Audience = "local-service" }
        );
        string service = await fixture.Issuer.ServiceTokenAsync();
        string user = await fixture.Issuer.UserTokenAsync("items/read");

        (await StatusAsync(deployment.Client, service)).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(deployment.Client, user)).Should().Be(HttpStatusCode.Unauthorized, "the audience");
        (await deployment.Client.GetAsync("/_local/.well-known/jwks.json"))
            .StatusCode.Should()
            .Be(HttpStatusCode.NotFound, "the local issuer does not run");
    }

    [Fact]
    public async Task Tokens_are_rejected_while_the_issuer_is_unreachable()
    {
        await using var deployment = await TestDeployment.StartAsync(
            ProtectedTemplate.Text(issuer: "http://127.0.0.1:9/nowhere")
        );

        (await StatusAsync(deployment.Client, await fixture.Issuer.ServiceTokenAsync()))
            .Should()
            .Be(HttpStatusCode.Unauthorized);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/items");
        request.Headers.Add("authorization", $"Bearer {token}");
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(
        string method,
        string path,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await fixture.Client.SendAsync(request);
    }

    private async Task<JsonNode> EventAsync(string path, string? token)
    {
        using var response = token is null
            ? await SendAsync("GET", path)
            : await SendAsync("GET", path, ("authorization", $"Bearer {token}"));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private static Dictionary<string, string> CorsHeaders(HttpResponseMessage response) =>
        response
            .Headers.NonValidated.Where(header =>
                header.Key.StartsWith("access-control-", StringComparison.OrdinalIgnoreCase)
            )
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
}
