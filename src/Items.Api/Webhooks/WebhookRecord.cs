using System.Text;
using Amazon.DynamoDBv2.Model;
using Items.Api.Items;
using NativeLambda.Cryptography;
using NativeLambda.DynamoDb;

namespace Items.Api.Webhooks;

/// <summary>What the idempotency table contains of a webhook, by which a repeated one is recognized.</summary>
/// <param name="Fingerprint">Hash of the body.</param>
/// <param name="IsProcessed">Whether the worker has processed it; until then a repetition is sent to the queue again.</param>
internal sealed record WebhookRecord(string WebhookId, string Fingerprint, bool IsProcessed)
{
    public const string IdAttribute = "id";
    public const string ExpirationAttribute = "expiration";

    private const string FingerprintAttribute = "fingerprint";
    private const string ProcessedAttribute = "processed";

    /// <summary>Senders repeat a webhook for about three days.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public static string Hash(ReadOnlySpan<byte> text) => Convert.ToHexStringLower(Sha256.Hash(text));

    public Dictionary<string, AttributeValue> ToRow(DateTimeOffset now) =>
        new()
        {
            // No hash of the framework's records has this prefix before hashing, so they never have the same id.
            [IdAttribute] = new(Hash(Encoding.UTF8.GetBytes("webhook " + WebhookId))),
            [FingerprintAttribute] = new(Fingerprint),
            [ProcessedAttribute] = new() { BOOL = IsProcessed },
            [ExpirationAttribute] = ItemAttributes.Number(now.Add(Lifetime).ToUnixTimeSeconds()),
        };

    public static WebhookRecord From(string webhookId, Row row) =>
        new(webhookId, row.RequiredText(FingerprintAttribute), row.IsTrue(ProcessedAttribute));
}
