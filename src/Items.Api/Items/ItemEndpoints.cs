using NativeLambda.Http;
using NativeLambda.Idempotency;
using NativeLambda.Routing;
using NativeLambda.Validation;
using static NativeLambda.Http.Response;
using static NativeLambda.Http.Result;

namespace Items.Api.Items;

/// <summary>The resource <c>/api/v1/items</c>.</summary>
internal sealed class ItemEndpoints(ItemStore store, ItemPages pages, IdempotencyStore idempotency)
{
    internal const int DefaultLimit = 20;
    internal const int MaximumLimit = 100;

    private const string Items = "/api/v1/items";
    private const string OneItem = Items + "/{item_id}";
    private const string Read = "items/read";
    private const string Write = "items/write";

    [Post(Items, Scope = Write)]
    public Result<Item> Create(
        ItemCreate create,
        [Header("Idempotency-Key")] IdempotencyKey? idempotencyKey,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var item = ItemStore.NewItem(create);
        var created = Created(item, $"{Items}/{item.ItemId}").WithETag(ItemVersion.ToTag(item.Version));
        if (idempotencyKey is null)
        {
            store.Create(item, cancellationToken);
            return created;
        }

        return idempotency.Once(
            new IdempotentRequest(caller, idempotencyKey, [$"POST {Items}/", .. create.Fingerprint]),
            created,
            ItemsJsonContext.Default.Item,
            store.CreateInTransaction(item),
            cancellationToken
        );
    }

    [Get(Items, Scope = Read)]
    public Result<Item[]> List(
        [Query] string? category,
        [Query] string? cursor,
        Request request,
        CancellationToken cancellationToken,
        [Query(Minimum = 1, Maximum = MaximumLimit)] int limit = DefaultLimit
    )
    {
        Cursor start = default;
        if (cursor is not null && !Cursor.TryDecode(cursor, category, out start))
        {
            return Invalid(
                new ValidationError(new("query", "cursor"), ErrorKind.ValueError("not a cursor of this list"))
            );
        }

        var page = pages.Query(limit, category, cursor is null ? null : start, cancellationToken);
        var result = Ok(page.Items);
        return page.Next is { } next
            ? result.With("link", $"<{request.LinkWith("cursor", next.Encode(category))}>; rel=\"next\"")
            : result;
    }

    [Get(OneItem, Scope = Read)]
    public Result<Item> Get(
        string itemId,
        [Header("If-None-Match")] EntityTags? ifNoneMatch,
        CancellationToken cancellationToken
    ) =>
        store.Find(itemId, cancellationToken) switch
        {
            FindResult.Found(var item) => Unless(ifNoneMatch, item),
            FindResult.NotFound => ItemNotFound(itemId),
            FindResult.Unreadable => ItemUnreadable(itemId),
        };

    [Put(OneItem, Scope = Write)]
    public Result<Item> Update(
        string itemId,
        ItemUpdate changes,
        [Header("If-Match")] EntityTags? ifMatch,
        Caller caller,
        CancellationToken cancellationToken
    ) =>
        // Without changes it is a read.
        changes.IsEmpty && !caller.HasScope(Read)
            ? RouteAuthorization.Forbidden(Read)
            : store.Update(itemId, changes, ifMatch, cancellationToken) switch
            {
                UpdateResult.Updated(var item) => Ok(item).WithETag(ItemVersion.ToTag(item.Version)),
                UpdateResult.NotFound => ItemNotFound(itemId),
                UpdateResult.VersionMismatch => PreconditionFailed,
                UpdateResult.Unreadable => ItemUnreadable(itemId),
            };

    [Patch(OneItem, Scope = Write)]
    public Result<Item> Patch(
        string itemId,
        ItemPatch patch,
        [Header("If-Match")] EntityTags? ifMatch,
        Caller caller,
        CancellationToken cancellationToken
    ) => Update(itemId, patch, ifMatch, caller, cancellationToken);

    [Delete(OneItem, Scope = Write)]
    public Response Delete(
        string itemId,
        [Header("If-Match")] EntityTags? ifMatch,
        CancellationToken cancellationToken
    ) =>
        store.Delete(itemId, ifMatch, cancellationToken) switch
        {
            DeleteResult.Deleted => NoContent,
            DeleteResult.NotFound => ItemNotFound(itemId),
            DeleteResult.VersionMismatch => PreconditionFailed,
        };

    private static Result<Item> Unless(EntityTags? ifNoneMatch, Item item)
    {
        string tag = ItemVersion.ToTag(item.Version);
        return ifNoneMatch?.MatchesWeakly(tag) == true ? NotModified.WithETag(tag) : Ok(item).WithETag(tag);
    }

    private static Response ItemUnreadable(string itemId) => Error(500, $"Item {itemId} cannot be read");

    private static Response ItemNotFound(string itemId) => NotFound($"Item {itemId} not found");
}
