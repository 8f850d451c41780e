using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Ingestion;

/// <summary>Calls of imports on a <see cref="FunctionProcess"/>.</summary>
internal static class ImportClient
{
    public const string Imports = "/api/v1/imports";

    /// <param name="count">Number of items.</param>
    /// <param name="name">Beginning of their names; their index follows.</param>
    public static string Items(int count, string name) =>
        new JsonArray([
            .. Enumerable
                .Range(0, count)
                .Select(i => new JsonObject
                {
                    ["name"] = $"{name} {i}",
                    ["price"] = 1.5m + i,
                    ["category"] = "imported",
                }),
        ]).ToJsonString();

    public static Task<FunctionResponse> ImportAsync(
        this FunctionProcess function,
        string items,
        params IEnumerable<(string Name, string Value)> headers
    ) => function.InvokeAsync(FunctionEvent.Http("POST", Imports, body: items, headers: headers));

    /// <returns>The id of a new import, whose messages are sent.</returns>
    public static async Task<string> AcceptAsync(this FunctionProcess function, int count, string name)
    {
        var accepted = await function.ImportAsync(Items(count, name));
        accepted.Status.Should().Be(202, accepted.Body);
        return (string)JsonNode.Parse(accepted.Body)!["import_id"]!;
    }

    /// <returns>The import as its client sees it.</returns>
    public static async Task<JsonNode> ProgressAsync(this FunctionProcess function, string importId)
    {
        var response = await function.InvokeAsync(FunctionEvent.Http("GET", $"{Imports}/{importId}"));
        response.Status.Should().Be(200, response.Body);
        return JsonNode.Parse(response.Body)!;
    }

    /// <summary>Delivers a batch.</summary>
    /// <returns>Ids of the messages that failed.</returns>
    public static async Task<IReadOnlyList<string>> DeliverAsync(
        this FunctionProcess function,
        params IEnumerable<SentMessage> messages
    )
    {
        var response = await function.InvokeAsync(FunctionEvent.Queue(messages));
        return
        [
            .. response.Json["batchItemFailures"]!
                .AsArray()
                .Select(failure => (string)failure!["itemIdentifier"]!),
        ];
    }

    public static void ShouldBe(this JsonNode import, string state, int processed, int failed) =>
        ((string)import["state"]!, (int)import["processed"]!, (int)import["failed"]!)
            .Should()
            .Be((state, processed, failed));
}
