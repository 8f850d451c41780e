using System.Globalization;
using System.Text;
using System.Text.Json;
using Items.Api.Http;
using Items.Api.Idempotency;
using static Items.Api.Http.Reply;

namespace Items.Api.Items;

/// <summary>The resource <c>/api/v1/items</c>.</summary>
internal sealed class ItemEndpoints(ItemStore store, ItemPages pages)
{
    internal const int DefaultLimit = 20;
    internal const int MaximumLimit = 100;

    [Post("/api/v1/items", Scope = "items/write")]
    public Reply<Item> Create(
        ItemCreate create,
        [Header("Idempotency-Key")] IdempotencyKey? idempotencyKey,
        Request request,
        CancellationToken cancellationToken
    )
    {
        var item = ItemStore.NewItem(create);
        if (idempotencyKey is not null)
        {
            string caller = request.Caller!.Subject;
            return CreateOnce(item, create, idempotencyKey, caller, cancellationToken);
        }

        store.Create(item, cancellationToken);
        return WithETag(Created(item, LocationOf(item)), item);
    }

    [Get("/api/v1/items", Scope = "items/read")]
    public Reply<Item[]> List(
        [Query] string? category,
        [Query] string? cursor,
        Request request,
        [Query(Minimum = 1, Maximum = MaximumLimit)] int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    )
    {
        Cursor start = default;
        if (cursor is not null && !Cursor.TryDecode(cursor, category, out start))
        {
            return Invalid(new("query", "cursor"), ErrorKind.ValueError("not a cursor of this list"));
        }

        var page = pages.Query(limit, category, cursor is null ? null : start, cancellationToken);
        return page.Next is { } next
            ? Ok(page.Items)
                .With("link", $"<{request.LinkWith("cursor", next.Encode(category))}>; rel=\"next\"")
            : Ok(page.Items);
    }

    [Get("/api/v1/items/{item_id}", Scope = "items/read")]
    public Reply<Item> Get(
        string itemId,
        [Header("If-None-Match")] EntityTags? ifNoneMatch,
        CancellationToken cancellationToken
    ) =>
        store.Find(itemId, cancellationToken) is not { } item ? ItemNotFound(itemId)
        : ifNoneMatch?.MatchesWeakly(ItemVersion.ToTag(item.Version)) ?? false
            ? NotModified.With("etag", ItemVersion.ToETag(item.Version))
        : WithETag(Ok(item), item);

    [Put("/api/v1/items/{item_id}", Scope = "items/write")]
    public Reply<Item> Update(
        string itemId,
        ItemUpdate changes,
        [Header("If-Match")] EntityTags? ifMatch,
        CancellationToken cancellationToken
    )
    {
        var result = changes.IsEmpty
            ? store.Find(itemId, ifMatch, cancellationToken)
            : store.TryUpdate(itemId, changes, ifMatch, cancellationToken);
        return result switch
        {
            { Item: { } item } => WithETag(Ok(item), item),
            { Outcome: WriteOutcome.VersionMismatch } => PreconditionFailed,
            _ => ItemNotFound(itemId),
        };
    }

    [Delete("/api/v1/items/{item_id}", Scope = "items/write")]
    public Reply Delete(
        string itemId,
        [Header("If-Match")] EntityTags? ifMatch,
        CancellationToken cancellationToken
    ) =>
        store.TryDelete(itemId, ifMatch, cancellationToken).Outcome switch
        {
            WriteOutcome.Done => NoContent,
            WriteOutcome.VersionMismatch => PreconditionFailed,
            _ => ItemNotFound(itemId),
        };

    private Reply<Item> CreateOnce(
        Item item,
        ItemCreate create,
        IdempotencyKey key,
        string caller,
        CancellationToken cancellationToken
    )
    {
        var record = new IdempotencyRecord(
            Id: IdempotencyRecord.Hash(caller, key.Text),
            Fingerprint: IdempotencyRecord.Hash(
                "POST /api/v1/items/",
                create.Name.Value,
                create.Description.Value,
                create.Price.Value.ToString(CultureInfo.InvariantCulture),
                create.Category.Value
            ),
            LocationOf(item),
            ItemVersion.ToETag(item.Version),
            JsonSerializer.Serialize(item, ItemsJsonContext.Default.Item)
        );
        var result = store.CreateOnce(item, record, cancellationToken);
        return result switch
        {
            { Outcome: OnceOutcome.Done } => WithETag(Created(item, LocationOf(item)), item),
            { Record: { } first } when first.Fingerprint == record.Fingerprint => Replay(first),
            { Outcome: OnceOutcome.Conflict } => new Reply(
                409,
                "Another request with this Idempotency-Key is still running"
            ).With("retry-after", "1"),
            _ => Invalid(
                new("header", "idempotency-key"),
                ErrorKind.ValueError("this key was used for another request")
            ),
        };
    }

    private static Reply<Item> Replay(IdempotencyRecord first) =>
        new Reply<Item>(new Reply(201), null)
        {
            Location = first.Location,
            Recorded = Encoding.UTF8.GetBytes(first.Body),
        }
            .With("etag", first.ETag)
            .With("idempotent-replayed", "true");

    private static string LocationOf(Item item) => $"/api/v1/items/{item.ItemId}";

    private static Reply<Item> WithETag(Reply<Item> reply, Item item) =>
        reply.With("etag", ItemVersion.ToETag(item.Version));

    private static Reply ItemNotFound(string itemId) => NotFound($"Item {itemId} not found");
}
