using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Clients;

/// <summary>
/// Accepts imports as the API does, with faults: the first response to each key is lost, items without a name are rejected,
/// and items with the name <c>poison</c> fail.
/// </summary>
internal sealed class ScriptedImports : HttpMessageHandler
{
    private readonly Dictionary<string, JsonArray> _accepted = [];

    /// <summary>Key and number of items of each request.</summary>
    public List<(string Key, int Items)> Requests { get; } = [];

    /// <summary>Whether no item is ever processed.</summary>
    public bool IsStuck { get; init; }

    /// <summary>Number of bytes of the largest request.</summary>
    public int LargestRequest { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    ) =>
        request.Method == HttpMethod.Post
            ? await AcceptAsync(request, cancellationToken)
            : Progress(Uri.UnescapeDataString(request.RequestUri!.Segments[^1]), request.RequestUri.Query);

    private async Task<HttpResponseMessage> AcceptAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        string key = request.Headers.GetValues("Idempotency-Key").Single();
        byte[] body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        var items = JsonNode.Parse(body)!.AsArray();
        bool isFirst = Requests.All(it => it.Key != key);
        Requests.Add((key, items.Count));
        LargestRequest = Math.Max(LargestRequest, body.Length);
        JsonNode[] errors =
        [
            .. items
                .Select((item, index) => (Name: (string?)item!["name"], index))
                .Where(it => it.Name == "")
                .Select(it =>
                    JsonNode.Parse(
                        $$"""{"loc":["body",{{it.index}},"name"],"msg":"too short","type":"string_too_short"}"""
                    )!
                ),
        ];
        if (errors is not [])
        {
            return Json(
                HttpStatusCode.UnprocessableEntity,
                new JsonObject { ["detail"] = new JsonArray(errors) }
            );
        }

        _accepted[key] = items;
        return isFirst
            ? throw new HttpRequestException("The response was lost.")
            : Json(HttpStatusCode.Accepted, Import(key, processed: 0, failures: []));
    }

    /// <summary>Everything is processed; one failure on each page.</summary>
    private HttpResponseMessage Progress(string key, string query)
    {
        int[] failed =
        [
            .. _accepted[key]
                .Select((item, i) => ((string?)item!["name"], i))
                .Where(it => it.Item1 == "poison")
                .Select(it => it.i),
        ];
        int page = query.Split("cursor=") is [_, var cursor] ? int.Parse(cursor) : 0;
        var failures = failed
            .Skip(page)
            .Take(1)
            .Select(index => (JsonNode)new JsonObject { ["index"] = index, ["detail"] = "poison" });
        var response = Json(
            HttpStatusCode.OK,
            IsStuck
                ? Import(key, processed: 0, failures: [])
                : Import(key, _accepted[key].Count - failed.Length, [.. failures], failed.Length)
        );
        if (page + 1 < failed.Length)
        {
            response.Headers.Add("Link", $"</api/v1/imports/x?limit=100&cursor={page + 1}>; rel=\"next\"");
        }

        return response;
    }

    private JsonObject Import(string key, int processed, JsonNode[] failures, int failed = 0) =>
        new()
        {
            ["import_id"] = key,
            ["state"] = "running",
            ["accepted"] = _accepted[key].Count,
            ["processed"] = processed,
            ["failed"] = failed,
            ["failures"] = new JsonArray(failures),
            ["created_at"] = "2025-11-20T09:29:10.685123Z",
        };

    private static HttpResponseMessage Json(HttpStatusCode status, JsonObject body) =>
        new(status) { Content = JsonContent.Create(body) };
}
