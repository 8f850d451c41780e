using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Items.LocalHost.Tests;

/// <summary>A client of a deployment's local issuer.</summary>
internal sealed class IssuerClient(TestDeployment deployment)
{
    // The example of RFC 7636, appendix B.
    public const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    public const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    public const string Page = "http://localhost:5000/page";

    public string Url => $"http://localhost:{deployment.Port}/_local";

    public static string Authorize(string scope = "openid items/read", string redirectUri = Page) =>
        "/_local/oauth2/authorize?response_type=code&client_id=local-web&state=a%20b&nonce=n"
        + $"&scope={Uri.EscapeDataString(scope)}&redirect_uri={Uri.EscapeDataString(redirectUri)}"
        + $"&code_challenge={Challenge}&code_challenge_method=S256";

    public async Task<string> ServiceTokenAsync(string? scope = null) =>
        (string)
            (
                await TokenAsync(
                    $"grant_type=client_credentials{(scope is null ? "" : $"&scope={scope}")}",
                    "local-service:local-secret"
                )
            ).Body["access_token"]!;

    public async Task<string> UserTokenAsync(string scope) =>
        (string)(await RedeemAsync(await CodeAsync(scope))).Body["access_token"]!;

    /// <summary>The hidden field of the sign-in page.</summary>
    public async Task<string> FormTokenAsync(string scope)
    {
        string page = await deployment.Client.GetStringAsync(Authorize(scope));
        return page.Split("name=\"form_token\" value=\"")[^1].Split('"')[0];
    }

    /// <summary>Submits the form of the sign-in page.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(
        string formToken,
        string? origin = null,
        string scope = "items/read"
    )
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(deployment.Client.BaseAddress!, Authorize(scope))
        );
        request.Content = new FormUrlEncodedContent([KeyValuePair.Create("form_token", formToken)]);
        if (origin is not null)
        {
            request.Headers.Add("origin", origin);
        }

        return await client.SendAsync(request);
    }

    /// <summary>Signs in.</summary>
    public async Task<string> CodeAsync(string scope = "openid items/read")
    {
        using var response = await SubmitAsync(await FormTokenAsync(scope), scope: scope);
        string location = response.Headers.Location!.OriginalString;
        location.Should().StartWith($"{Page}?code=").And.EndWith("&state=a%20b");
        return location.Split("code=")[1].Split('&')[0];
    }

    public Task<(int Status, JsonNode Body)> RedeemAsync(
        string code,
        string verifier = Verifier,
        string redirectUri = Page,
        string client = "local-web"
    ) =>
        TokenAsync(
            $"grant_type=authorization_code&client_id={client}&code={code}&code_verifier={verifier}"
                + $"&redirect_uri={Uri.EscapeDataString(redirectUri)}"
        );

    /// <param name="form">Body of the request.</param>
    /// <param name="basic">Client id and secret for the Authorization header.</param>
    public async Task<(int Status, JsonNode Body)> TokenAsync(string form, string? basic = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_local/oauth2/token");
        request.Content = new StringContent(
            form,
            new MediaTypeHeaderValue("application/x-www-form-urlencoded")
        );
        if (basic is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes(basic))
            );
        }

        using var response = await deployment.Client.SendAsync(request);
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        response.Headers.GetValues("access-control-allow-origin").Should().Equal("*");
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    public static JsonNode Claims(JsonNode? token) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(((string)token!).Split('.')[1]))!;
}
