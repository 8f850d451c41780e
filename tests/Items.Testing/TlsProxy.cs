using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Items.Testing;

/// <summary>Terminates TLS and forwards to a plain server.</summary>
public sealed class TlsProxy : IDisposable
{
    private readonly ConcurrentDictionary<SslStream, byte> _open = [];
    private readonly Uri _target;
    private readonly SslServerAuthenticationOptions _options;
    private readonly TcpServer _server;
    private long _received;

    /// <param name="target">The plain server.</param>
    /// <param name="certificate">With its key; sent without those of its issuers.</param>
    /// <param name="protocols">Protocol versions to accept.</param>
    public TlsProxy(
        Uri target,
        X509Certificate2 certificate,
        SslProtocols protocols = SslProtocols.Tls12 | SslProtocols.Tls13
    )
    {
        _target = target;
        _options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(
                certificate,
                additionalCertificates: null,
                offline: true
            ),
            EnabledSslProtocols = protocols,
        };
        _server = new TcpServer(ServeAsync);
    }

    public Uri Address => new($"https://localhost:{_server.Port}");

    /// <summary>Number of connections accepted so far.</summary>
    public int Connections => _server.Connections;

    /// <summary>Number of bytes received inside TLS so far.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Protocol version of each completed handshake.</summary>
    public ConcurrentQueue<SslProtocols> Handshakes { get; } = [];

    /// <summary>Closes the open connections, as a server does after its idle timeout.</summary>
    public async Task CloseConnectionsAsync()
    {
        foreach (var connection in _open.Keys)
        {
            await connection.ShutdownAsync();
            await connection.DisposeAsync();
        }

        await Wait.UntilAsync("all connections are closed", () => _open.IsEmpty);
    }

    public void Dispose() => _server.Dispose();

    private async Task ServeAsync(NetworkStream client, CancellationToken cancellationToken)
    {
        await using var tls = new SslStream(client);
        await tls.AuthenticateAsServerAsync(_options, cancellationToken);
        Handshakes.Enqueue(tls.SslProtocol);
        _open[tls] = 0;
        try
        {
            using var server = new TcpClient();
            await server.ConnectAsync(_target.Host, _target.Port, cancellationToken);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(
                ForwardAsync(server.GetStream(), tls, _ => { }, ended.Token),
                ForwardAsync(
                    tls,
                    server.GetStream(),
                    count => Interlocked.Add(ref _received, count),
                    ended.Token
                )
            );
            await ended.CancelAsync();
        }
        finally
        {
            _open.TryRemove(tls, out _);
        }
    }

    private static async Task ForwardAsync(
        Stream from,
        Stream to,
        Action<int> count,
        CancellationToken cancellationToken
    )
    {
        byte[] buffer = new byte[16 * 1024];
        int received;
        while ((received = await from.ReadAsync(buffer, cancellationToken)) > 0)
        {
            count(received);
            await to.WriteAsync(buffer.AsMemory(0, received), cancellationToken);
        }
    }
}
