using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Items.EndToEnd.Tests.Clients;

/// <summary>
/// Injects a fault into the first response of each case, and responds as the API does from the second on. A path is
/// <c>/client/fault/case/api/v1/…</c>: the first three segments are the base URL of a client. No connection is used again, as
/// one that another case uses too could be closed for that case's fault.
/// </summary>
internal sealed class FaultyApi : IAsyncDisposable
{
    private const string Item =
        """{"item_id":"abc","name":"Mug","description":null,"price":1,"category":"kitchen","created_at":"2025-11-20T09:29:10.685123Z","updated_at":"2025-11-20T09:29:10.685123Z"}""";

    private const string Import =
        """{"import_id":"abc","state":"running","accepted":1,"processed":0,"failed":0,"failures":[],"created_at":"2025-11-20T09:29:10.685123Z"}""";

    private readonly ConcurrentDictionary<string, ConcurrentQueue<Received>> _received = new();
    private readonly CancellationTokenSource _end = new();
    private HttpServer _server = null!;

    /// <summary>Base URL of the clients, without their case.</summary>
    public string Address => _server.Address;

    public sealed record Received(string? Key, string? Token);

    public static async Task<FaultyApi> StartAsync()
    {
        var api = new FaultyApi();
        api._server = await HttpServer.StartAsync((_, context) => api.RespondAsync(context));
        return api;
    }

    /// <returns>The requests of <c>client/fault/case</c>, in their order.</returns>
    public Received[] RequestsOf(string name) => [.. _received.GetValueOrDefault(name, [])];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _server.DisposeAsync();
        _end.Dispose();
    }

    private async Task RespondAsync(HttpContext context)
    {
        string[] path = context.Request.Path.Value!.Split('/');
        if (path[1] == "received")
        {
            // Responds when the first request of the case has arrived.
            string awaited = string.Join('/', path[2..5]);
            await Wait.UntilAsync($"{awaited} is received", () => _received.ContainsKey(awaited));
            return;
        }

        var requests = _received.GetOrAdd(string.Join('/', path[1..4]), _ => []);
        var headers = context.Request.Headers;
        requests.Enqueue(
            new(headers["Idempotency-Key"].SingleOrDefault(), headers.Authorization.SingleOrDefault())
        );
        bool isFaulty = requests.Count == 1 || path[2].EndsWith("-always", StringComparison.Ordinal);
        await (isFaulty ? FailAsync(context, path[2].Split("-always")[0]) : SucceedAsync(context, path[^1]));
    }

    private async Task FailAsync(HttpContext context, string fault)
    {
        var response = context.Response;
        switch (fault)
        {
            case "lost":
                context.Abort();
                break;
            case "cut":
                response.ContentLength = Item.Length;
                await response.WriteAsync(Item[..20]);
                await response.Body.FlushAsync();
                context.Abort();
                break;
            case "silent":
                using (
                    var end = CancellationTokenSource.CreateLinkedTokenSource(
                        _end.Token,
                        context.RequestAborted
                    )
                )
                {
                    await Task.Delay(Timeout.Infinite, end.Token)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                break;
            default:
                await RejectAsync(response, fault);
                break;
        }
    }

    /// <param name="fault">The status, and after an underscore the pause: seconds, or a date that is past or in an hour.</param>
    private static Task RejectAsync(HttpResponse response, string fault)
    {
        string[] parts = fault.Split('_');
        response.Headers.Connection = "close";
        response.StatusCode = int.Parse(parts[0], CultureInfo.InvariantCulture);
        response.Headers.RetryAfter = parts.ElementAtOrDefault(1) switch
        {
            null => "0",
            "past" => DateTimeOffset.UtcNow.AddHours(-1).ToString("R"),
            "hour" => DateTimeOffset.UtcNow.AddHours(1).ToString("R"),
            var seconds => seconds,
        };
        response.ContentType = "application/json";
        return response.WriteAsync(
            response.StatusCode switch
            {
                401 => """{"message":"Unauthorized"}""",
                422 => """{"detail":[{"loc":["body","name"],"msg":"Field required","type":"missing"}]}""",
                _ => """{"detail":"Not now"}""",
            }
        );
    }

    private static Task SucceedAsync(HttpContext context, string resource)
    {
        var response = context.Response;
        response.Headers.Connection = "close";
        (response.StatusCode, string body) = (context.Request.Method, resource) switch
        {
            ("POST", "imports") => (202, Import),
            ("POST", _) => (201, Item),
            ("DELETE", _) => (204, ""),
            _ => (200, Item),
        };
        response.ContentType = "application/json";
        return response.WriteAsync(body);
    }
}
