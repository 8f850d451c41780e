using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Items.Client;

/// <summary>
/// Client of the Items API. It needs an <see cref="HttpClient"/> whose <see cref="HttpClient.BaseAddress"/> is the URL of the
/// API with a trailing slash, and which sends an access token.
/// </summary>
public partial class ItemsClient
{
    /// <summary>All items, newest first. Requests each page when it is needed.</summary>
    /// <param name="category">Only items of this category.</param>
    /// <param name="pageSize">Items per request, 1 to 100.</param>
    /// <exception cref="ApiException">An error response.</exception>
    public async IAsyncEnumerable<Item> ListAllItemsAsync(
        string? category = null,
        int pageSize = 100,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        string? cursor = null;
        do
        {
            var page = await ListItemsAsync(pageSize, cursor, category, cancellationToken)
                .ConfigureAwait(false);
            foreach (var item in page.Result)
            {
                yield return item;
            }

            cursor = page.NextCursor;
        } while (cursor is not null);
    }

    /// <summary>Reads an item if it no longer has the given version.</summary>
    /// <param name="etag">The version, quotes included.</param>
    /// <returns>Null when the item has not changed.</returns>
    /// <exception cref="ApiException">An error response.</exception>
    public async Task<ApiResponse<Item>?> GetItemIfChangedAsync(
        string itemId,
        string etag,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            return await GetItemAsync(itemId, etag, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException exception) when (exception.StatusCode == 304)
        {
            return null;
        }
    }

    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings) =>
        settings.TypeInfoResolver = ItemsJsonContext.Default;

    private static JsonTypeInfo<T> TypeInfo<T>() =>
        (JsonTypeInfo<T>)ItemsJsonContext.Default.Options.GetTypeInfo(typeof(T));

    private static JsonTypeInfo<T> TypeInfoOf<T>(T _) => TypeInfo<T>();
}
