namespace Items.EndToEnd.Tests;

/// <summary>Which routes need a token.</summary>
[Collection(SharedApiDefinition.Name)]
public sealed class AuthorizationTests(SharedApiFixture shared)
{
    [Theory]
    [InlineData("GET", ItemsApi.Items)]
    [InlineData("POST", ItemsApi.Items)]
    [InlineData("GET", "/api/v1/items/abc")]
    [InlineData("HEAD", "/api/v1/items/abc")]
    [InlineData("PUT", "/api/v1/items/abc")]
    [InlineData("PATCH", "/api/v1/items/abc")]
    [InlineData("DELETE", "/api/v1/items/abc")]
    [InlineData("GET", "/nothing")]
    [InlineData("POST", "/")]
    public async Task Without_a_token_the_gateway_responds_with_401(string method, string path)
    {
        var response = await shared.Api.AnonymousClient.CallAsync(method, path);

        response.Status.Should().Be(401);
        response.Header("www-authenticate").Should().Be("Bearer");
        response.Body.Should().Be(method == "HEAD" ? "" : """{"message":"Unauthorized"}""");
    }

    [Theory]
    [InlineData("GET", "/", 200)]
    [InlineData("HEAD", "/", 200)]
    [InlineData("OPTIONS", "/", 204)]
    [InlineData("OPTIONS", ItemsApi.Items, 204)]
    [InlineData("OPTIONS", "/nothing", 204)]
    public async Task Health_and_OPTIONS_are_public(string method, string path, int status)
    {
        (await shared.Api.AnonymousClient.CallAsync(method, path)).Status.Should().Be(status);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    public async Task An_update_without_changes_needs_the_scope_of_a_read(string method)
    {
        string id = (await shared.Api.Client.CreateAsync()).ItemId;
        string writeOnly = await HostedApi.GetTokenAsync(shared.Api.Url, "items/write");
        var headers = new[] { ItemsApi.Bearer(writeOnly) };

        var read = await shared.Api.AnonymousClient.CallAsync(
            method,
            ItemsApi.Item(id),
            "{}",
            headers: headers
        );
        var write = await shared.Api.AnonymousClient.CallAsync(
            method,
            ItemsApi.Item(id),
            """{"price": 7}""",
            headers: headers
        );

        read.ShouldBe(403, """{"detail": "Not enough permissions"}""");
        write.Status.Should().Be(200);
    }
}
