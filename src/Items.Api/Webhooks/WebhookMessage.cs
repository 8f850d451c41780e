using Items.Api.Ingestion;

namespace Items.Api.Webhooks;

/// <summary>A webhook that was accepted, in the queue.</summary>
/// <param name="WebhookId">Value of <c>webhook-id</c>.</param>
/// <param name="Fingerprint">Hash of the webhook's body.</param>
/// <param name="Timestamp">Of the event at its source, in the format of <see cref="Items.Timestamp"/>.</param>
/// <param name="Key">The source's own key of the item.</param>
/// <param name="AcceptedAt">When the webhook was accepted, in the same format.</param>
/// <param name="Item">Its id is used when the key has no item yet, or none any more.</param>
internal sealed record WebhookMessage(
    string WebhookId,
    string Fingerprint,
    string Timestamp,
    string Key,
    string AcceptedAt,
    IngestedItem Item
) : MessageHead(TypeName, LatestVersion)
{
    public const string TypeName = "webhook";
    public const int LatestVersion = 1;
}
