using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Books.Tests;

public sealed class BookTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string All = "/api/v1/books";

    [Fact]
    public async Task A_resource_is_created_read_changed_and_deleted()
    {
        using var created = await SendAsync("POST", All, """{"name": "First", "description": "Old"}""");
        string path = created.Headers.Location!.OriginalString;
        using var read = await SendAsync("GET", path);
        using var updated = await SendAsync("PUT", path, """{"name": "Second"}""");
        using var deleted = await SendAsync("DELETE", path);
        using var gone = await SendAsync("GET", path);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal(await TextAsync(created), await TextAsync(read));
        Assert.Equal(created.Headers.ETag, read.Headers.ETag);
        var values = await JsonAsync(updated);
        Assert.Equal("Second", (string?)values["name"]);
        Assert.Null((string?)values["description"]);
        Assert.NotEqual(created.Headers.ETag, updated.Headers.ETag);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Only_the_version_in_If_Match_is_changed()
    {
        using var created = await SendAsync("POST", All, """{"name": "First"}""");
        string path = created.Headers.Location!.OriginalString;
        string version = created.Headers.ETag!.Tag;
        using var first = await SendAsync("PUT", path, """{"name": "Second"}""", ("If-Match", version));
        using var late = await SendAsync("PUT", path, """{"name": "Third"}""", ("If-Match", version));
        using var lateDelete = await SendAsync("DELETE", path, body: null, ("If-Match", version));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, lateDelete.StatusCode);
    }

    [Fact]
    public async Task A_repeated_create_with_the_same_key_creates_once()
    {
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        using var first = await SendAsync("POST", All, """{"name": "Once"}""", key);
        using var second = await SendAsync("POST", All, """{"name": "Once"}""", key);

        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal(await TextAsync(first), await TextAsync(second));
        Assert.Equal(["true"], second.Headers.GetValues("Idempotent-Replayed"));
    }

    [Fact]
    public async Task The_list_has_pages_with_the_newest_first()
    {
        var created = new List<string?>();
        foreach (string name in (string[])["One", "Two", "Three"])
        {
            using var response = await SendAsync("POST", All, $$"""{"name": "{{name}}"}""");
            created.Insert(0, (string?)(await JsonAsync(response))["id"]);
        }

        using var first = await SendAsync("GET", $"{All}?limit=2");
        string link = Assert.Single(first.Headers.GetValues("Link"));
        using var next = await SendAsync("GET", link[1..link.IndexOf('>')]);

        Assert.Equal(created.Take(2), await IdsAsync(first));
        Assert.Equal(created[2], (await IdsAsync(next))[0]);
    }

    [Fact]
    public async Task All_errors_of_a_body_are_reported_at_once()
    {
        using var response = await SendAsync("POST", All, """{"name": "", "description": 1}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var errors = (await JsonAsync(response))["detail"]!.AsArray();
        Assert.Equal(["string_too_short", "string_type"], errors.Select(error => (string?)error!["type"]));
    }

    [Fact]
    public async Task A_request_without_a_token_is_rejected()
    {
        using var client = new HttpClient { BaseAddress = api.Client.BaseAddress };

        using var response = await client.GetAsync(All);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(
        string method,
        string path,
        string? body = null,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await api.Client.SendAsync(request);
    }

    private static Task<string> TextAsync(HttpResponseMessage response) =>
        response.Content.ReadAsStringAsync();

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await TextAsync(response))!;

    private static async Task<List<string?>> IdsAsync(HttpResponseMessage response) =>
        [.. (await JsonAsync(response)).AsArray().Select(row => (string?)row!["id"])];
}
