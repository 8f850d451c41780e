using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Items.LocalHost;
using Microsoft.AspNetCore.Http;

namespace Items.ColdStart.TableCosts;

/// <summary>A proxy in front of a table server that counts requests and read units.</summary>
internal sealed class TableMeter : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Lock _lock = new();
    private readonly Uri _target;
    private LoopbackServer? _server;

    private TableMeter(Uri target) => _target = target;

    public Uri Url => new($"http://127.0.0.1:{_server!.Port}");

    public int Requests { get; private set; }

    /// <summary>Reported by the table server for queries.</summary>
    public double ReadUnits { get; private set; }

    public static async Task<TableMeter> StartAsync(Uri target)
    {
        var meter = new TableMeter(target);
        meter._server = await LoopbackServer.StartAsync(
            LoopbackPort.ListenOnFree(IPAddress.Loopback),
            meter.ForwardAsync,
            Console.Error
        );
        return meter;
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _http.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        string? operation = context.Request.Headers["X-Amz-Target"];
        if (operation is null)
        {
            // Only the test whether a server listens.
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        string body = await reader.ReadToEndAsync(context.RequestAborted);
        if (operation.EndsWith(".Query", StringComparison.Ordinal))
        {
            var query = JsonNode.Parse(body)!;
            query["ReturnConsumedCapacity"] = "TOTAL";
            body = query.ToJsonString();
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, _target);
        request.Content = new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.0");
        foreach (string header in (string[])["X-Amz-Target", "X-Amz-Date", "Authorization"])
        {
            request.Headers.TryAddWithoutValidation(header, context.Request.Headers[header].ToString());
        }

        using var response = await _http.SendAsync(request, context.RequestAborted);
        byte[] bytes = await response.Content.ReadAsByteArrayAsync(context.RequestAborted);
        lock (_lock)
        {
            Requests++;
            ReadUnits += (double?)JsonNode.Parse(bytes)?["ConsumedCapacity"]?["CapacityUnits"] ?? 0;
        }

        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
