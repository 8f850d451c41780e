using System.Net.Http.Headers;
using Items.EndToEnd.Tests.Contract;
using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>What a token opens, from the client's side.</summary>
[Collection(SharedStackDefinition.Name)]
public sealed class AuthorizationTests(StackFixture shared)
{
    [Theory]
    [InlineData("GET", Api.Items)]
    [InlineData("POST", Api.Items)]
    [InlineData("GET", "/api/v1/items/abc")]
    [InlineData("HEAD", "/api/v1/items/abc")]
    [InlineData("PUT", "/api/v1/items/abc")]
    [InlineData("DELETE", "/api/v1/items/abc")]
    [InlineData("GET", "/nothing")]
    [InlineData("POST", "/")]
    public async Task Without_a_token_the_gateway_refuses(string method, string path)
    {
        var answer = await shared.Stack.AnonymousClient.CallAsync(method, path);

        answer.Status.Should().Be(401);
        answer.Header("www-authenticate").Should().Be("Bearer");
        answer.Body.Should().Be(method == "HEAD" ? "" : """{"message":"Unauthorized"}""");
    }

    [Theory]
    [InlineData("GET", "/", 200)]
    [InlineData("HEAD", "/", 200)]
    [InlineData("OPTIONS", "/", 204)]
    [InlineData("OPTIONS", Api.Items, 204)]
    [InlineData("OPTIONS", "/nothing", 204)]
    public async Task Health_and_OPTIONS_are_public(string method, string path, int status)
    {
        (await shared.Stack.AnonymousClient.CallAsync(method, path)).Status.Should().Be(status);
    }

    [Fact]
    public async Task A_token_to_read_does_not_write()
    {
        var item = await shared.Client.CreateAsync();
        using var reader = await ClientAsync("items/read");

        (await reader.CallAsync("GET", Api.Item(item.ItemId))).Status.Should().Be(200);
        (await reader.CallAsync("GET", Api.Items)).Status.Should().Be(200);
        foreach (
            var refused in new[]
            {
                await reader.CallAsync("POST", Api.Items, Api.Mug),
                await reader.CallAsync("PUT", Api.Item(item.ItemId), """{"price": 1}"""),
                await reader.CallAsync("DELETE", Api.Item(item.ItemId)),
            }
        )
        {
            refused.ShouldBe(403, """{"detail": "Not enough permissions"}""");
            refused
                .Header("www-authenticate")
                .Should()
                .Be("Bearer scope=\"items/write\", error=\"insufficient_scope\"");
        }

        (await shared.Client.GetItemAsync(item.ItemId)).Body.Should().Be(item.Body, "nothing was changed");
    }

    [Fact]
    public async Task A_token_to_write_does_not_read()
    {
        using var writer = await ClientAsync("items/write");

        var created = await writer.CallAsync("POST", Api.Items, Api.Mug);

        created.Status.Should().Be(201);
        (await writer.CallAsync("GET", Api.Item(created.ItemId))).Status.Should().Be(403);
        (await writer.CallAsync("HEAD", Api.Item(created.ItemId))).ShouldBeEmpty(403);
        (await writer.CallAsync("DELETE", Api.Item(created.ItemId))).ShouldBeEmpty(204);
    }

    private async Task<HttpClient> ClientAsync(string scope)
    {
        var address = shared.Client.BaseAddress!;
        var client = new HttpClient(new ContractHandler(new SocketsHttpHandler())) { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            await LocalStack.GetTokenAsync(address, scope)
        );
        return client;
    }
}
