using System.Text;
using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>Paths, bodies and calls of the Items API.</summary>
internal static class ItemsApi
{
    public const string Items = "/api/v1/items/";

    public const string MergePatch = "application/merge-patch+json";

    public const string Mug =
        """{"name": "Blue mug", "description": "Stoneware", "price": 12.5, "category": "kitchen"}""";

    public static string Item(string id) => $"{Items}{id}";

    /// <returns><see cref="Mug"/> with another value, given as JSON text, in one field.</returns>
    public static string MugWith(string field, string json)
    {
        // Replaced as text: a JsonNode would change the spelling of numbers and escapes.
        var item = JsonNode.Parse(Mug)!;
        item[field] = "\0";
        return item.ToJsonString().Replace("\"\\u0000\"", json, StringComparison.Ordinal);
    }

    public static string MugNamed(string name) => MugWith("name", $"\"{name}\"");

    /// <param name="client">The client.</param>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="body">Sent in UTF-8; null for no body.</param>
    /// <param name="contentType">Sent without validation; null for no such header.</param>
    /// <param name="headers">Further headers, sent without validation.</param>
    public static async Task<ApiResponse> CallAsync(
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

        return await client.CallAsync(request);
    }

    public static async Task<ApiResponse> CallAsync(this HttpClient client, HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        return new ApiResponse((int)response.StatusCode, response.Headers, response.Content.Headers, text);
    }

    /// <summary>Creates an item; fails unless the status is 201.</summary>
    public static async Task<ApiResponse> CreateAsync(this HttpClient client, string body = Mug)
    {
        var response = await client.CallAsync("POST", Items, body);
        response.Status.Should().Be(201, "the body is {0}", response.Body);
        return response;
    }

    public static Task<ApiResponse> GetItemAsync(this HttpClient client, string id) =>
        client.CallAsync("GET", Item(id));

    public static Task<ApiResponse> UpdateAsync(this HttpClient client, string id, string changes) =>
        client.CallAsync("PUT", Item(id), changes);

    public static Task<ApiResponse> PatchAsync(this HttpClient client, string id, string patch) =>
        client.CallAsync("PATCH", Item(id), patch, MergePatch);

    public static Task<ApiResponse> DeleteItemAsync(this HttpClient client, string id) =>
        client.CallAsync("DELETE", Item(id));

    /// <param name="query">With its question mark.</param>
    public static Task<ApiResponse> ListAsync(this HttpClient client, string query = "") =>
        client.CallAsync("GET", Items + query);

    /// <summary>The Authorization header with a token.</summary>
    public static (string Name, string Value) Bearer(string token) => ("authorization", $"Bearer {token}");
}
