using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>What came back, read to its end.</summary>
internal sealed record Answer(
    int Status,
    HttpResponseHeaders Headers,
    HttpContentHeaders ContentHeaders,
    string Body
)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string ItemId => (string)Json["item_id"]!;

    public string? ETag => Header("etag");

    public string? Header(string name) =>
        Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    public bool Has(string header) =>
        Headers.Concat(ContentHeaders).Any(it => it.Key.Equals(header, StringComparison.OrdinalIgnoreCase));

    /// <returns>The field's JSON text as it was sent, so that numbers are not rounded by reading them.</returns>
    public string Raw(string field)
    {
        using var document = JsonDocument.Parse(Body);
        return document.RootElement.GetProperty(field).GetRawText();
    }

    public string? Text(string field) => (string?)Json[field];

    /// <param name="status">Expected status.</param>
    /// <param name="json">Expected body. White space between tokens does not count.</param>
    public void ShouldBe(int status, string json)
    {
        Body.Should().NotBeEmpty("the answer should be {0} {1}, and is {2}", status, json, Status);
        (Status, Json.ToJsonString()).Should().Be((status, JsonNode.Parse(json)!.ToJsonString()));
        ContentHeaders.ContentType?.ToString().Should().Be("application/json");
    }

    /// <summary>A success with exactly this text.</summary>
    public void ShouldBeText(string body) => (Status, Body).Should().Be((200, body));

    public void ShouldBeEmpty(int status) => (Status, Body).Should().Be((status, ""));

    /// <summary>A 422 with exactly these errors.</summary>
    public void ShouldBeRefused(string errors) => ShouldBe(422, $$"""{"detail": {{errors}}}""");
}

internal static class Api
{
    public const string Items = "/api/v1/items/";

    public const string Mug =
        """{"name": "Blue mug", "description": "Stoneware", "price": 12.5, "category": "kitchen"}""";

    public static string Item(string id) => $"{Items}{id}";

    /// <param name="client">The client.</param>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="body">Text to send in UTF-8; null for no body.</param>
    /// <param name="contentType">Sent as it is; null for no such header.</param>
    /// <param name="headers">More headers, sent as they are.</param>
    public static async Task<Answer> CallAsync(
        this HttpClient client,
        string method,
        string path,
        string? body = null,
        string? contentType = "application/json",
        IEnumerable<(string Name, string Value)>? headers = null
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation(
                "content-type",
                contentType is null ? [] : [contentType]
            );
        }

        foreach (var (name, value) in headers ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.AnswerAsync(request);
    }

    public static async Task<Answer> AnswerAsync(this HttpClient client, HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, response.Headers, response.Content.Headers, text);
    }

    /// <summary>Creates an item that must be accepted.</summary>
    public static async Task<Answer> CreateAsync(this HttpClient client, string body = Mug)
    {
        var answer = await client.CallAsync("POST", Items, body);
        answer.Status.Should().Be(201, "the answer is {0}", answer.Body);
        return answer;
    }

    public static Task<Answer> GetItemAsync(this HttpClient client, string id) =>
        client.CallAsync("GET", Item(id));

    /// <summary>An item that is right but for one field.</summary>
    public static string ItemWith(string field, string json)
    {
        var item = JsonNode.Parse(Mug)!;
        item[field] = "\0";
        return item.ToJsonString().Replace("\"\\u0000\"", json, StringComparison.Ordinal);
    }
}
