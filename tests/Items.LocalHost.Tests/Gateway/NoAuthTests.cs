using System.Net;

namespace Items.LocalHost.Tests.Gateway;

/// <summary>The option <c>--no-auth</c>.</summary>
public sealed class NoAuthTests
{
    [Fact]
    public async Task No_auth_accepts_every_request_as_a_user_with_all_scopes()
    {
        await using var deployment = await StartAsync(ProtectedTemplate.Text());

        var jwt = (await deployment.GetAsync("/items"))["requestContext"]!["authorizer"]!["jwt"]!;

        ((string?)jwt["claims"]!["token_use"]).Should().Be("access");
        ((string?)jwt["claims"]!["sub"]).Should().NotBeNullOrEmpty();
        ((string?)jwt["claims"]!["scope"]).Should().Be("items/read items/write");
    }

    [Theory]
    [InlineData("POST", "http://attacker.example", 403)]
    [InlineData("PUT", "null", 403)]
    [InlineData("DELETE", "http://localhost.attacker.example", 403)]
    [InlineData("DELETE", "http://localhost:1", 200)]
    [InlineData("POST", "http://page.example", 200)]
    [InlineData("POST", "http://localhost:PORT", 200)]
    [InlineData("POST", null, 200)]
    [InlineData("GET", "http://attacker.example", 200)]
    public async Task No_auth_rejects_writes_of_pages_on_other_origins(
        string method,
        string? origin,
        int status
    )
    {
        await using var deployment = await StartAsync(ProtectedTemplate.Text());
        using var request = new HttpRequestMessage(new HttpMethod(method), "/items");
        request.Headers.Add(
            "origin",
            origin is null ? [] : [origin.Replace("PORT", $"{deployment.Port}", StringComparison.Ordinal)]
        );

        using var response = await deployment.Client.SendAsync(request);

        ((int)response.StatusCode).Should().Be(status);
    }

    [Fact]
    public async Task No_auth_rejects_writes_of_loopback_origins_that_CORS_does_not_permit()
    {
        await using var deployment = await TestDeployment.StartAsync(
            ProtectedTemplate.Text(),
            options => options with { NoAuth = true, TemplateCors = true }
        );
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/items");
        request.Headers.Add("origin", "http://localhost:1");

        using var response = await deployment.Client.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task No_auth_does_not_trust_every_origin_with_the_origin_star()
    {
        await using var deployment = await StartAsync(
            ProtectedTemplate.Text().Replace("http://page.example,", "*,", StringComparison.Ordinal)
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, "/items");
        request.Headers.Add("origin", "http://attacker.example");

        using var response = await deployment.Client.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    private static Task<TestDeployment> StartAsync(string template) =>
        TestDeployment.StartAsync(template, options => options with { NoAuth = true });
}
