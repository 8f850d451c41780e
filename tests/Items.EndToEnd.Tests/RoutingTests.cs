namespace Items.EndToEnd.Tests;

/// <summary>Paths and methods of the API.</summary>
[Collection(SharedApiDefinition.Name)]
public sealed class RoutingTests(SharedApiFixture shared)
{
    [Fact]
    public async Task Health_has_status_service_and_version()
    {
        var response = await shared.Client.CallAsync("GET", "/");

        response.ShouldBe(200, """{"status": "healthy", "service": "items-api", "version": "1.0.0"}""");
    }

    [Theory]
    [InlineData("/api/v1/items")]
    [InlineData("/api/v1/items/")]
    public async Task The_collection_is_served_with_and_without_its_trailing_slash(string path)
    {
        var created = await shared.Client.CallAsync("POST", path, ItemsApi.Mug);
        var listed = await shared.Client.CallAsync("GET", path + "?limit=1");

        created.Status.Should().Be(201);
        listed.ShouldBe(200, $"[{created.Body}]");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task An_item_is_served_with_and_without_a_trailing_slash(string slash)
    {
        var created = await shared.Client.CreateAsync();
        string path = ItemsApi.Item(created.ItemId) + slash;

        (await shared.Client.CallAsync("GET", path)).ShouldBe(200, created.Body);
        (await shared.Client.CallAsync("PUT", path, "{}")).ShouldBe(200, created.Body);
        (await shared.Client.CallAsync("PATCH", path, "{}")).ShouldBe(200, created.Body);
        (await shared.Client.CallAsync("DELETE", path)).ShouldBeEmpty(204);
    }

    [Fact]
    public async Task HEAD_is_GET_without_the_body()
    {
        string item = ItemsApi.Item((await shared.Client.CreateAsync()).ItemId);
        foreach (string path in new[] { "/", "/api/v1/items/", "/api/v1/items", item, item + "/" })
        {
            var head = await shared.Client.CallAsync("HEAD", path);

            head.ShouldBeEmpty(200);
            head.ContentType.Should().Be("application/json");
        }
    }

    [Theory]
    [InlineData("/api/v1/items/abc", 404)]
    [InlineData("/api/v1/items/?limit=0", 422)]
    public async Task HEAD_has_the_errors_of_GET(string path, int status)
    {
        (await shared.Client.CallAsync("HEAD", path)).ShouldBeEmpty(status);
    }

    [Theory]
    [InlineData("/", "PATCH", "GET, HEAD, OPTIONS")]
    [InlineData("/api/v1/items/", "PATCH", "GET, HEAD, OPTIONS, POST")]
    [InlineData("/api/v1/items", "PATCH", "GET, HEAD, OPTIONS, POST")]
    [InlineData("/api/v1/items/abc", "POST", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT")]
    [InlineData("/api/v1/items/abc/", "POST", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT")]
    public async Task OPTIONS_and_405_list_the_allowed_methods(string path, string other, string methods)
    {
        var options = await shared.Client.CallAsync("OPTIONS", path);
        var rejected = await shared.Client.CallAsync(other, path, "{}");

        options.ShouldBeEmpty(204);
        rejected.ShouldBe(405, """{"detail": "Method Not Allowed"}""");
        options.ContentHeaders.Allow.Should().BeEquivalentTo(methods.Split(", "));
        rejected.ContentHeaders.Allow.Should().BeEquivalentTo(methods.Split(", "));
    }

    [Theory]
    [InlineData("POST", "/")]
    [InlineData("DELETE", "/api/v1/items/")]
    [InlineData("PUT", "/api/v1/items/")]
    [InlineData("POST", "/api/v1/items/abc")]
    public async Task A_method_of_another_path_is_405(string method, string path)
    {
        (await shared.Client.CallAsync(method, path)).ShouldBe(405, """{"detail": "Method Not Allowed"}""");
    }

    [Theory]
    [InlineData("GET", "/nothing")]
    [InlineData("GET", "/api/v1")]
    [InlineData("GET", "/api/v1/itemsx")]
    [InlineData("GET", "/api/v1/Items/")]
    [InlineData("GET", "/api/v1/items/abc/def")]
    [InlineData("POST", "/api/v2/items/")]
    [InlineData("DELETE", "/favicon.ico")]
    public async Task An_unknown_path_is_404(string method, string path)
    {
        (await shared.Client.CallAsync(method, path)).ShouldBe(404, """{"detail": "Not Found"}""");
    }

    [Theory]
    [InlineData("GET", "abc", "abc")]
    [InlineData("PUT", "abc", "abc")]
    [InlineData("PATCH", "abc", "abc")]
    [InlineData("DELETE", "abc", "abc")]
    [InlineData("GET", "caf%C3%A9%20%F0%9F%98%80", "café 😀")]
    [InlineData("GET", "a%22b%5Cc", """a\"b\\c""")]
    [InlineData("GET", "019a9f0c-8b1d-7e02-a3c4-0f5d9e8b7a61", "019a9f0c-8b1d-7e02-a3c4-0f5d9e8b7a61")]
    public async Task The_404_of_an_item_has_its_id(string method, string id, string shown)
    {
        var response = await shared.Client.CallAsync(
            method,
            ItemsApi.Item(id),
            method is "PUT" or "PATCH" ? "{}" : null
        );

        response.ShouldBe(404, $$"""{"detail": "Item {{shown}} not found"}""");
    }

    [Fact]
    public async Task An_update_of_a_missing_item_creates_nothing()
    {
        var response = await shared.Client.UpdateAsync("abc", """{"name": "a", "price": 1}""");

        response.ShouldBe(404, """{"detail": "Item abc not found"}""");
        (await shared.Client.GetItemAsync("abc")).Status.Should().Be(404);
    }
}
