using System.Net.Http.Headers;
using Items.LocalHost;

namespace Items.ColdStart.Load;

/// <summary>Calls of the API, one after the other; a wrong answer ends the measurement.</summary>
internal sealed class ItemCalls(Uri api, LastLines log) : IDisposable
{
    private const string Path = "/api/v1/items";
    private const string Item =
        """{"name":"Blue mug","description":"Stoneware","price":12.5,"category":"kitchen"}""";
    private const string Update = """{"price":13.5}""";
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = api,
    };
    private readonly Stack<string> _items = [];

    /// <summary>In an order in which each finds what it needs, and the table is as it was at the end.</summary>
    public static IReadOnlyList<string> Operations { get; } =
    ["create", "get", "update", "list", "not found", "delete"];

    /// <summary>The item that was created last.</summary>
    public Uri Newest => new(api, _items.Peek());

    public string? Token
    {
        set => _http.DefaultRequestHeaders.Authorization = value is null ? null : new("Bearer", value);
    }

    /// <exception cref="HostError">The answer is not the right one.</exception>
    public async Task CallAsync(string operation, CancellationToken cancellationToken)
    {
        var (method, path, body, status) = operation switch
        {
            "create" => (HttpMethod.Post, Path, Item, 201),
            "get" => (HttpMethod.Get, _items.Peek(), null, 200),
            "update" => (HttpMethod.Put, _items.Peek(), Update, 200),
            "list" => (HttpMethod.Get, $"{Path}?limit=10", null, 200),
            "not found" => (HttpMethod.Get, $"{Path}/none", null, 404),
            "delete" => (HttpMethod.Delete, _items.Pop(), null, 204),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, message: null),
        };
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Json);
        using var response = await SendAsync(request, cancellationToken);
        string answer = await response.Content.ReadAsStringAsync(cancellationToken);
        if ((int)response.StatusCode != status)
        {
            throw new HostError(
                $"{method} {path} was answered with {(int)response.StatusCode} instead of {status}: {answer}\n{log}"
            );
        }

        if (operation == "create")
        {
            _items.Push(new Uri(api, response.Headers.Location!).AbsolutePath);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await _http.SendAsync(request, cancellationToken);
        }
        catch (Exception failure)
            when (failure is HttpRequestException
                || (failure is TaskCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new HostError(
                $"{request.Method} {request.RequestUri} got no answer: {failure.Message}\n{log}"
            );
        }
    }
}
