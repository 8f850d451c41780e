using Items.Api.Ingestion;
using Items.Api.Items;
using NativeLambda.Http;
using NativeLambda.Routing;
using NativeLambda.Validation;
using static NativeLambda.Http.Response;

namespace Items.Api.Webhooks;

/// <summary>
/// Events of third parties, without a token: the signature of the Standard Webhooks specification authorizes them
/// (docs/decisions/0025-webhooks.md).
/// </summary>
internal sealed class WebhookEndpoints(WebhookSecrets secrets, WebhookStore store, IngestionQueue queue)
{
    [Post("/api/v1/webhooks/items")]
    public Response Receive(
        [Header("webhook-id")] string? id,
        [Header("webhook-timestamp")] string? timestamp,
        [Header("webhook-signature")] string? signature,
        Request request,
        CancellationToken cancellationToken
    )
    {
        // Before the body is read: only its sender may cause work.
        if (!IsAuthorized(id, timestamp, signature, request, cancellationToken))
        {
            return Error(401, "The signature of the webhook is not valid");
        }

        var binder = new RequestBinder(request);
        var body = binder.Body(ItemsJsonContext.Default.WebhookEvent, new WebhookEventValidator());
        if (body is not null)
        {
            binder.Nested("data", body.Data, new WebhookItemValidator());
        }

        return binder.Error ?? Accept(id!, body!, request.Body.Span, cancellationToken);
    }

    private bool IsAuthorized(
        string? id,
        string? timestamp,
        string? signature,
        Request request,
        CancellationToken cancellationToken
    ) =>
        id is { Length: > 0 }
        && timestamp is not null
        && signature is not null
        && WebhookSignature.IsCurrent(timestamp, DateTimeOffset.UtcNow)
        && secrets.Any(
            known => WebhookSignature.Matches(known, id, timestamp, request.Body.Span, signature),
            cancellationToken
        );

    private Response Accept(
        string id,
        WebhookEvent received,
        ReadOnlySpan<byte> body,
        CancellationToken cancellationToken
    )
    {
        string fingerprint = WebhookRecord.Hash(body);
        var record = store.Accept(new WebhookRecord(id, fingerprint, IsProcessed: false), cancellationToken);
        if (record.Fingerprint != fingerprint)
        {
            return Invalid(
                new ValidationError(
                    new("header", "webhook-id"),
                    ErrorKind.ValueError("this webhook-id was used for another event")
                )
            );
        }

        if (!record.IsProcessed)
        {
            // Also a repeated one, since its first message may not have been sent.
            queue.Send(
                [ToMessage(id, fingerprint, received)],
                ItemsJsonContext.Default.WebhookMessage,
                cancellationToken
            );
        }

        return new Response(202);
    }

    private static WebhookMessage ToMessage(string id, string fingerprint, WebhookEvent received)
    {
        var now = DateTime.UtcNow;
        var item = received.Data!;
        return new WebhookMessage(
            id,
            fingerprint,
            Timestamp.Of(EventTime.Parse(received.Timestamp.Value!)!.Value),
            item.Key.Value!,
            Timestamp.Of(now),
            new IngestedItem(
                ItemId.New(now),
                item.Name.Value!,
                item.Description.Value,
                item.Price.Value,
                item.Category.Value!
            )
        );
    }
}
