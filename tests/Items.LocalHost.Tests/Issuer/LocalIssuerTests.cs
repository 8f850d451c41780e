using System.Buffers.Text;
using System.Net;
using System.Text.Json.Nodes;

namespace Items.LocalHost.Tests.Issuer;

/// <summary>The issuer that emulates Cognito.</summary>
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
        var claims = Claims(body["access_token"]);
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
    public async Task A_user_who_signs_in_gets_an_access_token_and_an_ID_token()
    {
        string page = await fixture.Deployment.Client.GetStringAsync(IssuerClient.Authorize());

        var (status, body) = await fixture.Issuer.RedeemAsync(await fixture.Issuer.CodeAsync());

        page.Should().Contain("<form method=\"post\">").And.Contain(IssuerClient.Page);
        status.Should().Be(200);
        var access = Claims(body["access_token"]);
        ((string?)access["username"]).Should().Be("developer");
        ((string?)access["scope"]).Should().Be("openid items/read");
        ((string?)access["client_id"]).Should().Be("local-web");
        var id = Claims(body["id_token"]);
        ((string?)id["token_use"]).Should().Be("id");
        ((string?)id["aud"]).Should().Be("local-web");
        ((string?)id["nonce"]).Should().Be("n");
        ((string?)id["sub"]).Should().Be((string?)access["sub"]);
        id.AsObject().ContainsKey("scope").Should().BeFalse();
    }

    [Theory]
    [InlineData(null, true, 303)]
    [InlineData("http://localhost:PORT", true, 303)]
    [InlineData("http://attacker.example", true, 403)]
    [InlineData("http://127.0.0.1:PORT", true, 403)]
    [InlineData("null", true, 403)]
    [InlineData("http://localhost:PORT", false, 403)]
    [InlineData(null, false, 403)]
    public async Task Only_the_form_of_the_sign_in_page_gets_a_code(string? origin, bool hasToken, int status)
    {
        using var response = await fixture.Issuer.SubmitAsync(
            hasToken ? await fixture.Issuer.FormTokenAsync("items/read") : "",
            origin?.Replace("PORT", $"{fixture.Deployment.Port}", StringComparison.Ordinal)
        );

        ((int)response.StatusCode).Should().Be(status);
        (response.Headers.Location is not null).Should().Be(status == 303);
    }

    [Fact]
    public async Task The_form_of_another_authorization_request_gets_no_code()
    {
        string token = await fixture.Issuer.FormTokenAsync("openid");

        using var response = await fixture.Issuer.SubmitAsync(token);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Without_openid_there_is_no_ID_token()
    {
        var (_, body) = await fixture.Issuer.RedeemAsync(await fixture.Issuer.CodeAsync("items/read"));

        body.AsObject().ContainsKey("id_token").Should().BeFalse();
    }

    [Fact]
    public async Task A_code_can_be_redeemed_once()
    {
        string code = await fixture.Issuer.CodeAsync();

        (await fixture.Issuer.RedeemAsync(code)).Status.Should().Be(200);
        (await fixture.Issuer.RedeemAsync(code)).Status.Should().Be(400);
    }

    [Theory]
    [InlineData("wrongwrongwrongwrongwrongwrongwrongwrongwrong", IssuerClient.Page, "invalid_grant")]
    [InlineData("short", IssuerClient.Page, "invalid_grant")]
    [InlineData("", IssuerClient.Page, "invalid_grant")]
    [InlineData(IssuerClient.Verifier, "http://localhost:5000/other", "invalid_grant")]
    public async Task A_code_is_rejected_with_another_verifier_or_address(
        string verifier,
        string redirectUri,
        string error
    )
    {
        string code = await fixture.Issuer.CodeAsync();

        var (status, body) = await fixture.Issuer.RedeemAsync(code, verifier, redirectUri);

        status.Should().Be(400);
        ((string?)body["error"]).Should().Be(error);
        (await fixture.Issuer.RedeemAsync(code))
            .Status.Should()
            .Be(400, "a failed attempt invalidates the code");
    }

    [Theory]
    [InlineData("https://app.example.com/callback", 200)]
    [InlineData("http://127.0.0.1:5000/", 200)]
    [InlineData("https://app.example.com/callback/", 400)]
    [InlineData("https://app.example.com.evil.example/callback", 400)]
    [InlineData("http://localhost.evil.example/", 400)]
    [InlineData("http://localhost:1@evil.example/", 400)]
    [InlineData("http://localhost:5000/#x", 400)]
    [InlineData("javascript:alert(1)", 400)]
    [InlineData("/relative", 400)]
    [InlineData("\"><script>", 400)]
    public async Task Only_addresses_of_the_client_are_accepted_as_redirect_uri(
        string redirectUri,
        int status
    )
    {
        using var response = await fixture.Deployment.Client.GetAsync(
            IssuerClient.Authorize(redirectUri: redirectUri)
        );

        ((int)response.StatusCode).Should().Be(status);
        (await response.Content.ReadAsStringAsync()).Should().NotContain("<script>");
    }

    [Theory]
    [InlineData("code_challenge_method=S256", "code_challenge_method=plain", "invalid_request")]
    [InlineData("&code_challenge_method=S256", "", "invalid_request")]
    [InlineData("code_challenge=", "x=", "invalid_request")]
    [InlineData("response_type=code", "response_type=token", "unsupported_response_type")]
    [InlineData("scope=openid", "scope=items%2Fadmin", "invalid_scope")]
    public async Task An_invalid_authorization_request_redirects_with_an_error(
        string old,
        string changed,
        string error
    )
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        string address = IssuerClient.Authorize().Replace(old, changed, StringComparison.Ordinal);

        using var response = await client.GetAsync(new Uri(fixture.Deployment.Client.BaseAddress!, address));

        response.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        response
            .Headers.Location!.OriginalString.Should()
            .Be($"{IssuerClient.Page}?error={error}&state=a%20b");
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

    private static JsonNode Claims(JsonNode? token) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(((string)token!).Split('.')[1]))!;
}
