using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Items.LocalHost;

/// <summary>
/// Kestrel without the generic host: each sandbox has a server of its own, so it must start in about a millisecond,
/// and the generic host would take Ctrl-C for itself.
/// </summary>
internal sealed class LoopbackServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly KestrelServer _kestrel;
    private readonly RequestDelegate _handle;

    private LoopbackServer(KestrelServer kestrel, RequestDelegate handle)
    {
        _kestrel = kestrel;
        _handle = handle;
    }

    public int Port { get; private set; }

    /// <param name="port">0 takes a free port.</param>
    /// <exception cref="IOException">Around an <see cref="AddressInUseException"/>: somebody else listens there.</exception>
    public static async Task<LoopbackServer> StartAsync(IPAddress address, int port, RequestDelegate handle)
    {
        var options = new KestrelServerOptions
        {
            AddServerHeader = false,
            // A function may send any text in a header.
            ResponseHeaderEncodingSelector = static _ => System.Text.Encoding.UTF8,
            Limits =
            {
                // The limits of API Gateway and Lambda are lower, and their answers differ from Kestrel's.
                MaxRequestBodySize = null,
                MaxRequestLineSize = 256 * 1024,
                MaxRequestHeadersTotalSize = 512 * 1024,
                MaxRequestHeaderCount = 5000,
                // A frozen sandbox is silent for as long as nobody calls. Not infinite: Kestrel adds the value to its
                // clock, which overflows, and then closes every connection that is idle at a tick of its heartbeat.
                KeepAliveTimeout = TimeSpan.FromDays(365),
                MinRequestBodyDataRate = null,
                MinResponseDataRate = null,
            },
        };
        options.Listen(address, port, listen => listen.Protocols = HttpProtocols.Http1);
        var kestrel = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(
                Options.Create(new SocketTransportOptions()),
                NullLoggerFactory.Instance
            ),
            NullLoggerFactory.Instance
        );
        var server = new LoopbackServer(kestrel, handle);
        try
        {
            await kestrel.StartAsync(server, CancellationToken.None);
        }
        catch
        {
            kestrel.Dispose();
            throw;
        }

        string bound = kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Port = new Uri(bound).Port;
        return server;
    }

    /// <summary>Stops listening, then waits for requests in progress until the token ends the wait.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _kestrel.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _kestrel.StopAsync(new CancellationToken(canceled: true));
        _kestrel.Dispose();
    }

    public static bool HasIPv6Loopback()
    {
        if (!Socket.OSSupportsIPv6)
        {
            return false;
        }

        try
        {
            using var probe = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            // Containers often have the protocol but no ::1.
            return false;
        }
    }

    HttpContext IHttpApplication<HttpContext>.CreateContext(IFeatureCollection contextFeatures) =>
        new DefaultHttpContext(contextFeatures);

    Task IHttpApplication<HttpContext>.ProcessRequestAsync(HttpContext context) => _handle(context);

    void IHttpApplication<HttpContext>.DisposeContext(HttpContext context, Exception? exception)
    {
        // The context owns nothing.
    }
}
