using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Items.Client;

/// <summary>
/// Client of the Items API. It needs an <see cref="HttpClient"/> whose <see cref="HttpClient.BaseAddress"/> is the URL of the
/// API, with or without a trailing slash. A call repeats its request as <see cref="RetryOptions"/> describe. It throws an
/// <see cref="ApiException"/> for an error response, a <see cref="TimeoutException"/> when there is none in time, and an
/// <see cref="HttpRequestException"/> when the connection fails.
/// </summary>
public partial class ItemsClient
{
    private readonly RequestSender _sender = new(getToken: null, new RetryOptions());

    /// <param name="getToken">
    /// Returns the access token; called before each request, so that it can renew an expired token. Without it, the
    /// <see cref="HttpClient"/> must send the token.
    /// </param>
    public ItemsClient(
        HttpClient httpClient,
        Func<CancellationToken, ValueTask<string>>? getToken = null,
        RetryOptions? retries = null
    )
        : this(httpClient, new RequestSender(getToken, retries ?? new RetryOptions())) { }

    private ItemsClient(HttpClient httpClient, RequestSender sender)
        : this(httpClient) => _sender = sender;

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

    /// <inheritdoc cref="ImportAsync(IAsyncEnumerable{ItemCreate}, string?, CancellationToken)"/>
    public IAsyncEnumerable<ImportProgress> ImportAsync(
        IEnumerable<ItemCreate> items,
        string? key = null,
        CancellationToken cancellationToken = default
    ) => ImportAsync(ImportBatches.ToAsync(items), key, cancellationToken);

    /// <summary>
    /// Creates items, any number of them: in imports of up to 500, each repeated until its outcome is known. The items are
    /// read while they are sent.
    /// </summary>
    /// <param name="key">
    /// Identifies the import, at most 200 visible ASCII characters; null for a random one. With the same key and items an
    /// import that was interrupted can be started again within 24 hours: no item is created twice.
    /// </param>
    /// <returns>The progress, after each request and each reading of the state.</returns>
    /// <exception cref="ApiException">An error response that a repetition does not change.</exception>
    /// <exception cref="TimeoutException">There has been no progress for five minutes.</exception>
    public async IAsyncEnumerable<ImportProgress> ImportAsync(
        IAsyncEnumerable<ItemCreate> items,
        string? key = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var import = new ItemImport(
            new(_httpClient, _sender.InBulk()),
            key ?? Guid.NewGuid().ToString(),
            TimeProvider.System
        );
        await foreach (var batch in ImportBatches.Split(items, cancellationToken).ConfigureAwait(false))
        {
            await import.SendAsync(batch, cancellationToken).ConfigureAwait(false);
            yield return import.Progress(isCompleted: false);
            while (import.IsFull)
            {
                await import.PollAsync(cancellationToken).ConfigureAwait(false);
                yield return import.Progress(isCompleted: false);
            }
        }

        while (import.IsRunning)
        {
            await import.PollAsync(cancellationToken).ConfigureAwait(false);
            yield return import.Progress(isCompleted: false);
        }

        yield return import.Progress(isCompleted: true);
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

    private static Task PrepareRequestAsync(
        HttpClient client,
        HttpRequestMessage request,
        string url,
        CancellationToken cancellationToken
    )
    {
        if (client.BaseAddress is { } baseAddress)
        {
            request.RequestUri = new Uri($"{baseAddress.AbsoluteUri.TrimEnd('/')}/{url}");
        }

        return Task.CompletedTask;
    }

    // The generated code calls these two as well.
    private static Task PrepareRequestAsync(
        HttpClient client,
        HttpRequestMessage request,
        StringBuilder url,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    private static Task ProcessResponseAsync(
        HttpClient client,
        HttpResponseMessage response,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    /// <summary>
    /// Encodes a value for the path. The gateway decodes a path before it routes it, and clients remove dot segments: the
    /// values that are rejected would name another resource.
    /// </summary>
    private static string PathSegment(
        string value,
        [CallerArgumentExpression(nameof(value))] string? parameter = null
    ) =>
        value is "" or "." or ".." || value.AsSpan().ContainsAny('/', '?')
            ? throw new ArgumentException(
                $"""Cannot be empty, "." or "..", or contain "/" or "?": "{value}".""",
                parameter
            )
            : Uri.EscapeDataString(value);

    private static JsonTypeInfo<T> TypeInfo<T>() =>
        (JsonTypeInfo<T>)ItemsJsonContext.Default.Options.GetTypeInfo(typeof(T));

    private static JsonTypeInfo<T> TypeInfoOf<T>(T _) => TypeInfo<T>();
}
