using Items.Api.Http;
using static Items.Api.Http.Reply;

namespace Items.Api.Items;

/// <summary>The resource <c>/api/v1/items</c>.</summary>
internal sealed class ItemEndpoints(ItemStore store)
{
    internal const int DefaultLimit = 20;
    internal const int MaximumLimit = 100;

    [Post("/api/v1/items/", Scope = "items/write")]
    public async Task<Reply<Item>> Create(ItemCreate create, CancellationToken cancellationToken)
    {
        var item = await store.CreateAsync(create, cancellationToken);
        return Created(item, $"/api/v1/items/{item.ItemId}");
    }

    [Get("/api/v1/items/", Scope = "items/read")]
    public async Task<Reply<Item[]>> List(
        [Query(Minimum = 1, Maximum = MaximumLimit)] int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    ) => Ok(await store.QueryAsync(limit, cancellationToken));

    [Get("/api/v1/items/{item_id}", Scope = "items/read")]
    public async Task<Reply<Item>> Get(string itemId, CancellationToken cancellationToken) =>
        await store.FindAsync(itemId, cancellationToken) is { } item ? Ok(item) : ItemNotFound(itemId);

    [Put("/api/v1/items/{item_id}", Scope = "items/write")]
    public async Task<Reply<Item>> Update(
        string itemId,
        ItemUpdate changes,
        CancellationToken cancellationToken
    ) =>
        await store.TryUpdateAsync(itemId, changes, cancellationToken) is { } item
            ? Ok(item)
            : ItemNotFound(itemId);

    [Delete("/api/v1/items/{item_id}", Scope = "items/write")]
    public async Task<Reply> Delete(string itemId, CancellationToken cancellationToken) =>
        await store.TryDeleteAsync(itemId, cancellationToken) ? NoContent : ItemNotFound(itemId);

    private static Reply ItemNotFound(string itemId) => NotFound($"Item {itemId} not found");
}
