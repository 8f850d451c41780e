using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Items.LocalHost;

/// <summary>
/// Kestrel without the generic host: each sandbox has its own server, so it must start in about a millisecond, and the
/// generic host would handle Ctrl-C.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly KestrelServer _kestrel;

    private LoopbackServer(KestrelServer kestrel, int port)
    {
        _kestrel = kestrel;
        Port = port;
    }

    public int Port { get; }

    /// <param name="port">Closed with the server.</param>
    /// <param name="error">Receives the exceptions of <paramref name="handle"/>.</param>
    public static async Task<LoopbackServer> StartAsync(
        LoopbackPort port,
        RequestDelegate handle,
        TextWriter error
    )
    {
        var options = new KestrelServerOptions
        {
            AddServerHeader = false,
            // A function may return any text in a header.
            ResponseHeaderEncodingSelector = static _ => System.Text.Encoding.UTF8,
            Limits =
            {
                // API Gateway and Lambda have lower limits, with other responses than Kestrel's.
                MaxRequestBodySize = null,
                MaxRequestLineSize = 256 * 1024,
                MaxRequestHeadersTotalSize = 512 * 1024,
                MaxRequestHeaderCount = 5000,
                // The connection of a frozen sandbox is idle until the next event. Not infinite: Kestrel adds the value
                // to its clock, which overflows, and then closes every connection that is idle at its next heartbeat.
                KeepAliveTimeout = TimeSpan.FromDays(365),
                MinRequestBodyDataRate = null,
                MinResponseDataRate = null,
            },
        };
        foreach (var socket in port.Sockets)
        {
            options.Listen(socket.LocalEndPoint!, listen => listen.Protocols = HttpProtocols.Http1);
        }

        var transport = new SocketTransportOptions
        {
            CreateBoundListenSocket = endPoint =>
                port.Sockets.Single(socket => endPoint.Equals(socket.LocalEndPoint)),
        };
        var kestrel = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(transport), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance
        );
        try
        {
            await kestrel.StartAsync(
                new LoopbackApplication(port.Number, handle, error),
                CancellationToken.None
            );
            return new LoopbackServer(kestrel, port.Number);
        }
        catch
        {
            kestrel.Dispose();
            port.Dispose();
            throw;
        }
    }

    /// <summary>Stops listening, then waits for requests in progress until the token is cancelled.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _kestrel.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _kestrel.StopAsync(new CancellationToken(canceled: true));
        _kestrel.Dispose();
    }
}
