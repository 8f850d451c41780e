using System.Net;

namespace Items.LocalHost.Tests.Issuer;

/// <summary>The sign-in of a user: authorization code flow with PKCE.</summary>
public sealed class SignInTests(ProtectedDeploymentFixture fixture)
    : IClassFixture<ProtectedDeploymentFixture>
{
    [Fact]
    public async Task A_user_who_signs_in_gets_an_access_token_and_an_ID_token()
    {
        string page = await fixture.Deployment.Client.GetStringAsync(IssuerClient.Authorize());

        var (status, body) = await fixture.Issuer.RedeemAsync(await fixture.Issuer.CodeAsync());

        page.Should().Contain("<form method=\"post\">").And.Contain(IssuerClient.Page);
        status.Should().Be(200);
        var access = IssuerClient.Claims(body["access_token"]);
        ((string?)access["username"]).Should().Be("developer");
        ((string?)access["scope"]).Should().Be("openid items/read");
        ((string?)access["client_id"]).Should().Be("local-web");
        var id = IssuerClient.Claims(body["id_token"]);
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
}
