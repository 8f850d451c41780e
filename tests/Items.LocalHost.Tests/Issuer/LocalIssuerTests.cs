namespace Items.LocalHost.Tests.Issuer;

/// <summary>The tokens of services, and what the issuer publishes.</summary>
public sealed class LocalIssuerTests(ProtectedDeploymentFixture fixture)
    : IClassFixture<ProtectedDeploymentFixture>
{
    [Fact]
    public async Task The_access_token_of_a_service_has_the_claims_of_Cognitos()
    {
        var (status, body) = await fixture.Issuer.TokenAsync(
            "grant_type=client_credentials",
            "local-service:local-secret"
        );

        status.Should().Be(200);
        ((string?)body["token_type"]).Should().Be("Bearer");
        ((int)body["expires_in"]!).Should().Be(1200, "the template sets 20 minutes");
        var claims = IssuerClient.Claims(body["access_token"]);
        ((string?)claims["iss"]).Should().Be(fixture.Issuer.Url);
        ((string?)claims["token_use"]).Should().Be("access");
        ((string?)claims["client_id"]).Should().Be("local-service");
        ((string?)claims["sub"]).Should().Be("local-service");
        ((string?)claims["scope"]).Should().Be("items/read items/write");
        ((long)claims["exp"]! - (long)claims["iat"]!).Should().Be(1200);
        claims.AsObject().Select(it => it.Key).Should().NotContain(["aud", "username"]);
    }

    [Theory]
    [InlineData(
        "grant_type=client_credentials&client_id=local-service&client_secret=local-secret",
        null,
        200,
        null
    )]
    [InlineData("grant_type=client_credentials&scope=items/read", "local-service:local-secret", 200, null)]
    [InlineData(
        "grant_type=client_credentials&scope=items/admin",
        "local-service:local-secret",
        400,
        "invalid_scope"
    )]
    [InlineData(
        "grant_type=client_credentials&scope=openid",
        "local-service:local-secret",
        400,
        "invalid_scope"
    )]
    [InlineData("grant_type=client_credentials", "local-service:wrong", 400, "invalid_client")]
    [InlineData("grant_type=client_credentials", "local-service", 400, "invalid_client")]
    [InlineData("grant_type=client_credentials", "unknown:local-secret", 400, "invalid_client")]
    [InlineData("grant_type=client_credentials", null, 400, "invalid_client")]
    [InlineData("grant_type=client_credentials&client_id=local-service", null, 400, "invalid_client")]
    [InlineData(
        "grant_type=client_credentials&client_id=local-web",
        "local-service:local-secret",
        400,
        "invalid_client"
    )]
    [InlineData("grant_type=client_credentials&client_id=local-web", null, 400, "unauthorized_client")]
    [InlineData(
        "grant_type=authorization_code&code=x",
        "local-service:local-secret",
        400,
        "unauthorized_client"
    )]
    [InlineData("grant_type=password", "local-service:local-secret", 400, "unsupported_grant_type")]
    [InlineData("", "local-service:local-secret", 400, "invalid_request")]
    [InlineData(
        "grant_type=client_credentials&grant_type=client_credentials",
        "local-service:local-secret",
        400,
        "invalid_request"
    )]
    public async Task The_token_endpoint_returns_OAuth_errors(
        string form,
        string? basic,
        int status,
        string? error
    )
    {
        var (actual, body) = await fixture.Issuer.TokenAsync(form, basic);

        actual.Should().Be(status);
        ((string?)body["error"]).Should().Be(error);
        body.AsObject().ContainsKey("access_token").Should().Be(status == 200);
    }

    [Fact]
    public async Task A_malformed_chunked_body_is_a_400()
    {
        string response = await fixture.Deployment.SendAsync(
            "/_local/oauth2/token",
            "POST",
            "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n",
            "3\r\nabcXY"
        );

        response.Should().StartWith("HTTP/1.1 400").And.EndWith("""{"message":"Bad Request"}""");
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", 400)]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16", 400)]
    [InlineData("application/x-www-form-urlencoded; charset=\"UTF-8\"", 200)]
    [InlineData("multipart/form-data; boundary=b", 400)]
    [InlineData("text/plain", 400)]
    [InlineData("", 400)]
    public async Task The_token_endpoint_accepts_forms_in_UTF_8_only(string contentType, int status)
    {
        const string form =
            "grant_type=client_credentials&client_id=local-service&client_secret=local-secret";

        string response = await fixture.Deployment.SendAsync(
            "/_local/oauth2/token",
            "POST",
            $"Content-Type: {contentType}\r\nContent-Length: {form.Length}\r\n",
            form
        );

        response.Should().StartWith($"HTTP/1.1 {status}");
    }

    [Fact]
    public async Task The_OpenID_configuration_has_the_endpoints()
    {
        var configuration = await fixture.Deployment.GetAsync("/_local/.well-known/openid-configuration");

        ((string?)configuration["issuer"]).Should().Be(fixture.Issuer.Url);
        ((string?)configuration["token_endpoint"]).Should().Be($"{fixture.Issuer.Url}/oauth2/token");
        var keys = await fixture.Deployment.GetAsync(
            new Uri((string)configuration["jwks_uri"]!).PathAndQuery
        );
        keys["keys"]!.AsArray().Should().ContainSingle();
        keys["keys"]![0]!
            .AsObject()
            .Select(it => it.Key)
            .Should()
            .BeEquivalentTo("kty", "use", "alg", "kid", "n", "e");
    }
}
