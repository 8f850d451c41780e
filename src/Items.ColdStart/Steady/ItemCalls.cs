using System.Net.Http.Headers;
using Items.LocalHost;

namespace Items.ColdStart.Steady;

/// <summary>Calls the API and verifies the status of each response.</summary>
internal sealed class ItemCalls(Uri api, LastLines log) : IDisposable
{
    public const string Path = "/api/v1/items";

    /// <summary>Of the operation <c>list</c>.</summary>
    public const int PageSize = 20;
    public const string NewItem =
        """{"name":"Blue mug","description":"Stoneware","price":12.5,"category":"kitchen"}""";
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Stack<string> _items = [];

    /// <summary>In an order in which each operation has the item that it needs, and the last one leaves none.</summary>
    public static IReadOnlyList<string> Operations { get; } =
    ["create", "get", "update", "list", "not found", "delete"];

    /// <summary>Address of the item that was created last.</summary>
    public Uri NewestItem => new(api, _items.Peek());

    /// <summary>Access token of the calls; null to send none.</summary>
    public string? Token { get; set; }

    /// <param name="operation">One of <see cref="Operations"/>.</param>
    /// <exception cref="HostError">There is no response, or its status is wrong.</exception>
    public async Task CallAsync(string operation, CancellationToken cancellationToken)
    {
        if (operation == "create")
        {
            await CreateAsync(NewItem, cancellationToken);
            return;
        }

        var (method, path, body, status) = operation switch
        {
            "get" => (HttpMethod.Get, _items.Peek(), null, 200),
            "update" => (HttpMethod.Put, _items.Peek(), """{"price":13.5}""", 200),
            "list" => (HttpMethod.Get, $"{Path}?limit={PageSize}", null, 200),
            "not found" => (HttpMethod.Get, $"{Path}/none", null, 404),
            "delete" => (HttpMethod.Delete, _items.Pop(), null, 204),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, message: null),
        };
        using var response = await SendAsync(CreateRequest(method, path, body), status, cancellationToken);
    }

    /// <param name="item">JSON.</param>
    /// <exception cref="HostError">There is no response, or its status is not 201.</exception>
    public async Task CreateAsync(string item, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            CreateRequest(HttpMethod.Post, Path, item),
            status: 201,
            cancellationToken
        );
        _items.Push(new Uri(api, response.Headers.Location!).AbsolutePath);
    }

    /// <param name="body">JSON.</param>
    /// <returns>Path of the work that was accepted.</returns>
    /// <exception cref="HostError">There is no response, or its status is not 202.</exception>
    public async Task<string> AcceptAsync(string path, string body, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            CreateRequest(HttpMethod.Post, path, body),
            status: 202,
            cancellationToken
        );
        return new Uri(api, response.Headers.Location!).AbsolutePath;
    }

    /// <returns>The body of the response.</returns>
    /// <exception cref="HostError">There is no response, or its status is not 200.</exception>
    public async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            CreateRequest(HttpMethod.Get, path),
            status: 200,
            cancellationToken
        );
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    /// <returns>Path of the next page of the list.</returns>
    /// <exception cref="HostError">There is no response, or its status is not 200.</exception>
    public async Task<string> ReadPageAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            CreateRequest(HttpMethod.Get, path),
            status: 200,
            cancellationToken
        );
        string link = response.Headers.GetValues("Link").Single();
        return link[1..link.IndexOf('>')];
    }

    public HttpRequestMessage CreateRequest(HttpMethod method, string path, string? body = null)
    {
        var request = new HttpRequestMessage(method, new Uri(api, path));
        request.Headers.Authorization = Token is null ? null : new("Bearer", Token);
        request.Content = body is null ? null : new StringContent(body, Json);
        return request;
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        int status,
        CancellationToken cancellationToken
    )
    {
        string call = $"{request.Method} {request.RequestUri!.PathAndQuery}";
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, cancellationToken);
        }
        catch (Exception error)
            when (error is HttpRequestException
                || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new HostError($"{call}: no response: {error.Message}\n{log}");
        }

        if ((int)response.StatusCode == status)
        {
            return response;
        }

        using (response)
        {
            string body = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new HostError(
                $"{call}: status {(int)response.StatusCode} instead of {status}: {body}\n{log}"
            );
        }
    }
}
