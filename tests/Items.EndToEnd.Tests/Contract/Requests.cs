using System.Text.Json.Nodes;
using Items.EndToEnd.Tests.Ingestion;

namespace Items.EndToEnd.Tests.Contract;

/// <summary>Valid requests of each operation.</summary>
internal static class Requests
{
    private const string Imports = "/api/v1/imports";

    /// <summary>A body that the operation accepts; null when it has none.</summary>
    public static string? Body(this Operation operation) =>
        operation.Id switch
        {
            "createImport" => $"[{ItemsApi.Mug}]",
            "receiveItemEvent" => WebhookSender
                .Event($"{Guid.NewGuid()}", "Blue mug", DateTimeOffset.UtcNow)
                .Replace("kitchen", $"{Guid.NewGuid()}", StringComparison.Ordinal),
            _ => operation.RequestBody is null ? null : ItemsApi.Mug,
        };

    /// <summary>Headers without which the operation rejects the body: the signature of a webhook.</summary>
    public static IEnumerable<(string Name, string Value)> Signature(this Operation operation, string? body)
    {
        if (operation.Id != "receiveItemEvent")
        {
            return [];
        }

        string id = WebhookSender.NewId();
        var now = DateTimeOffset.UtcNow;
        return
        [
            ("webhook-id", id),
            ("webhook-timestamp", $"{now.ToUnixTimeSeconds()}"),
            ("webhook-signature", WebhookSender.Sign(HostedApi.WebhookSecret, id, now, body ?? "")),
        ];
    }

    /// <summary>Completes when a queue has delivered what the response accepted, so that a sandbox is free again.</summary>
    /// <param name="client">May read.</param>
    public static async Task UntilProcessedAsync(HttpClient client, ApiResponse accepted, string? body)
    {
        if (accepted.Status != 202)
        {
            return;
        }

        Func<Task<bool>> isProcessed =
            accepted.Body == ""
                ? () => IsAppliedAsync(client, JsonNode.Parse(body!)!["data"]!)
                : () => IsCompletedAsync(client, accepted.Text("import_id")!);
        await Wait.UntilAsync("the messages are processed", isProcessed);
    }

    private static async Task<bool> IsCompletedAsync(HttpClient client, string importId)
    {
        // A 503 while the messages use the last sandbox.
        var import = await client.CallAsync("GET", $"{Imports}/{importId}");
        return import.Status == 200 && import.Text("state") == "completed";
    }

    /// <param name="data">Its category has no other item.</param>
    private static async Task<bool> IsAppliedAsync(HttpClient client, JsonNode data)
    {
        var list = await client.ListAsync($"?category={Uri.EscapeDataString((string)data["category"]!)}");
        return list.Status == 200
            && list.Json.AsArray().Any(item => JsonNode.DeepEquals(item!["price"], data["price"]));
    }
}
