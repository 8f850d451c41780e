using Items.EndToEnd.Tests.Ingestion;

namespace Items.EndToEnd.Tests.Contract;

/// <summary>Valid requests of each operation.</summary>
internal static class Requests
{
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

    /// <summary>
    /// Sends a request, and waits until the message that it caused is processed, so that the sandbox is free again. Does not
    /// call the API for it: with one sandbox, such a request would compete with the message.
    /// </summary>
    public static async Task<ApiResponse> SendAndProcessAsync(HostedApi api, Func<Task<ApiResponse>> send)
    {
        int batches = api.Batches;
        var response = await send();
        if (response.Status == 202 && !response.HasHeader("idempotent-replayed"))
        {
            await Wait.UntilAsync("the message is processed", () => api.Batches > batches);
            // The function logs the batch before it responds.
            await api.UntilFrozenAsync();
        }

        return response;
    }
}
