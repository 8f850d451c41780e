using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>Puts TLS in front of a plain server.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<SslStream, byte> _connections = [];
    private readonly Uri _target;
    private readonly SslServerAuthenticationOptions _options;
    private readonly Task _accepting;
    private int _attempts;
    private int _handshakes;
    private long _received;

    /// <param name="target">Where everything goes.</param>
    /// <param name="certificate">With its key; sent without others.</param>
    /// <param name="protocols">That it speaks.</param>
    public TlsFront(
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
        _listener.Start();
        Address = new Uri($"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Connections that were ever opened.</summary>
    public int Attempts => _attempts;

    /// <summary>Connections on which TLS was ever established.</summary>
    public int Handshakes => _handshakes;

    /// <summary>Bytes that were ever received inside TLS.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Protocol of each handshake.</summary>
    public ConcurrentQueue<SslProtocols> Protocols { get; } = [];

    /// <summary>Ends the open connections as a server does that has waited long enough for the next request.</summary>
    public async Task CloseConnectionsAsync()
    {
        foreach (var connection in _connections.Keys)
        {
            await connection.ShutdownAsync();
            await connection.DisposeAsync();
        }

        await Eventually.IsAsync("all connections are closed", () => _connections.IsEmpty);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stopping.Token);
                Interlocked.Increment(ref _attempts);
                serving.Add(ServeAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        await using var inside = new SslStream(new NetworkStream(client, ownsSocket: true));
        try
        {
            await inside.AuthenticateAsServerAsync(_options, _stopping.Token);
            Protocols.Enqueue(inside.SslProtocol);
            Interlocked.Increment(ref _handshakes);
            _connections[inside] = 0;
            using var server = new TcpClient();
            await server.ConnectAsync(_target.Host, _target.Port, _stopping.Token);
            await using var outside = server.GetStream();
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            var back = RelayAsync(outside, inside, _ => { }, ended.Token);
            await Task.WhenAny(
                back,
                RelayAsync(inside, outside, count => Interlocked.Add(ref _received, count), ended.Token)
            );
            await ended.CancelAsync();
        }
        catch (Exception failure)
            when (failure
                    is IOException
                        or AuthenticationException
                        or SocketException
                        or OperationCanceledException
                        or ObjectDisposedException
            )
        {
            // The other side has refused, or has gone.
        }
        finally
        {
            _connections.TryRemove(inside, out _);
        }
    }

    private static async Task RelayAsync(
        Stream from,
        Stream to,
        Action<int> count,
        CancellationToken stopping
    )
    {
        byte[] buffer = new byte[16 * 1024];
        int received;
        while ((received = await from.ReadAsync(buffer, stopping)) > 0)
        {
            count(received);
            await to.WriteAsync(buffer.AsMemory(0, received), stopping);
        }
    }
}
