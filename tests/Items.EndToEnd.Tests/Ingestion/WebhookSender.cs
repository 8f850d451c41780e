using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Ingestion;

/// <summary>A third party that signs its webhooks, by .NET's cryptography instead of the function's.</summary>
internal static class WebhookSender
{
    public const string Path = "/api/v1/webhooks/items";

    /// <summary>A new secret as text.</summary>
    public static string NewSecret() => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));

    public static string NewId() => $"msg_{Guid.NewGuid():N}";

    /// <param name="timestamp">When it happened at the source.</param>
    public static string Event(
        string key,
        string name,
        DateTimeOffset timestamp,
        string? description = null
    ) =>
        new JsonObject
        {
            ["type"] = "item.updated",
            ["timestamp"] = timestamp.ToString("O"),
            ["data"] = new JsonObject
            {
                ["key"] = key,
                ["name"] = name,
                ["description"] = description,
                ["price"] = 12.5,
                ["category"] = "kitchen",
            },
        }.ToJsonString();

    public static string Sign(string secret, string id, DateTimeOffset sentAt, string body)
    {
        byte[] content = Encoding.UTF8.GetBytes($"{id}.{sentAt.ToUnixTimeSeconds()}.{body}");
        byte[] key = Convert.FromBase64String(secret["whsec_".Length..]);
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, content));
    }

    public static Task<FunctionResponse> SendWebhookAsync(
        this FunctionProcess function,
        string secret,
        string id,
        string body
    ) => function.SendWebhookAsync(id, body, DateTimeOffset.UtcNow, sentAt => Sign(secret, id, sentAt, body));

    /// <param name="sign">Makes the value of <c>webhook-signature</c>.</param>
    public static Task<FunctionResponse> SendWebhookAsync(
        this FunctionProcess function,
        string id,
        string body,
        DateTimeOffset sentAt,
        Func<DateTimeOffset, string> sign
    ) =>
        function.InvokeAsync(
            FunctionEvent.Http(
                "POST",
                Path,
                authorizer: null,
                body,
                headers:
                [
                    ("webhook-id", id),
                    ("webhook-timestamp", $"{sentAt.ToUnixTimeSeconds()}"),
                    ("webhook-signature", sign(sentAt)),
                ]
            )
        );
}
