using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Items.Client;

/// <summary>
/// The Items API. Give it an <see cref="HttpClient"/> whose <see cref="HttpClient.BaseAddress"/> is that of the API, with
/// a slash at its end, and whose requests carry an access token.
/// </summary>
public partial class ItemsClient
{
    /// <summary>Every item, newest first, page by page as they are needed.</summary>
    /// <param name="category">Only items of this category.</param>
    /// <param name="pageSize">How many items to ask for at a time, 1 to 100.</param>
    /// <exception cref="ApiException">The API refused.</exception>
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

    /// <summary>Reads an item unless it is still the version that you have.</summary>
    /// <param name="etag">Of that version, quotes included.</param>
    /// <returns>Null when nothing has changed.</returns>
    /// <exception cref="ApiException">The API refused.</exception>
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
        catch (ApiException answer) when (answer.StatusCode == 304)
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
