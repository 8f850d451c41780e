using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace Items.ColdStart.Load;

/// <summary>HTTP over one persistent connection, whose connect time is measured.</summary>
internal sealed class TimedConnection : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<double> _connects = [];
    private readonly HttpMessageInvoker _http;
    private long _connectingSince;
    private long _readyAt;

    public TimedConnection() =>
        _http = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                MaxConnectionsPerServer = 1,
                ConnectTimeout = ConnectTimeout,
                PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
                AllowAutoRedirect = false,
                UseCookies = false,
                // Otherwise a proxy would be measured too.
                UseProxy = false,
                // No traceparent header, which costs time.
                ActivityHeadersPropagator = null,
                ConnectCallback = ConnectAsync,
                // Called after the TLS handshake, if any.
                PlaintextStreamFilter = (context, _) =>
                {
                    var time = Stopwatch.GetElapsedTime(Interlocked.Read(ref _connectingSince));
                    _connects.Enqueue(time.TotalMilliseconds);
                    Interlocked.Exchange(ref _readyAt, Stopwatch.GetTimestamp());
                    return ValueTask.FromResult(context.PlaintextStream);
                },
            }
        );

    /// <summary>Milliseconds of TCP and TLS, of each connection.</summary>
    public IReadOnlyCollection<double> Connects => _connects;

    /// <summary>When the last connection was established, as a <see cref="Stopwatch"/> timestamp.</summary>
    public long ReadyAt => Interlocked.Read(ref _readyAt);

    /// <summary>Completes with the headers of the response, before the body is read.</summary>
    public Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    ) => _http.SendAsync(request, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        Interlocked.Exchange(ref _connectingSince, Stopwatch.GetTimestamp());
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
