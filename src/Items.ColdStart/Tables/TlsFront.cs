using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Items.LocalHost;

namespace Items.ColdStart.Tables;

/// <summary>
/// TLS 1.2 and 1.3 in front of the table server, byte by byte and kept alive, as DynamoDB's own endpoint is https.
/// Each connection has two threads that block, so that no pool has to wake up first.
/// </summary>
internal sealed class TlsFront : IDisposable
{
    private readonly IPEndPoint _target;
    private readonly SslServerAuthenticationOptions _options;
    private readonly List<Socket> _listeners;

    public TlsFront(Uri target, X509Certificate2 certificate)
    {
        _target = new IPEndPoint(IPAddress.Parse(target.Host), target.Port);
        _options = new SslServerAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
        };
        _listeners = Listen();
        Url = $"https://localhost:{((IPEndPoint)_listeners[0].LocalEndPoint!).Port}";
        foreach (var listener in _listeners)
        {
            Run(() => AcceptAll(listener));
        }
    }

    public string Url { get; }

    public void Dispose() => _listeners.ForEach(listener => listener.Dispose());

    /// <summary>
    /// On both addresses of localhost with one port: a client that tries the other one first would pay for a refusal.
    /// </summary>
    private static List<Socket> Listen()
    {
        const int attempts = 20;
        for (int attempt = 0; attempt < attempts; attempt++)
        {
            var first = Bind(IPAddress.Loopback, 0);
            if (!Socket.OSSupportsIPv6)
            {
                return [first];
            }

            try
            {
                return [first, Bind(IPAddress.IPv6Loopback, ((IPEndPoint)first.LocalEndPoint!).Port)];
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressNotAvailable)
            {
                return [first];
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                first.Dispose();
            }
        }

        throw new HostError("no port is free on both 127.0.0.1 and ::1");
    }

    private static Socket Bind(IPAddress address, int port)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(address, port));
            listener.Listen();
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    private void AcceptAll(Socket listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = listener.Accept();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }

            Run(() => Serve(client));
        }
    }

    private void Serve(Socket client)
    {
        client.NoDelay = true;
        using var upstream = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var tls = new SslStream(new NetworkStream(client, ownsSocket: true));
        try
        {
            upstream.Connect(_target);
            tls.AuthenticateAsServer(_options);
            var tables = new NetworkStream(upstream);
            Run(() =>
            {
                Copy(tables, tls);
                End(tls, client);
            });
            Copy(tls, tables);
        }
        catch (Exception error) when (error is IOException or SocketException or AuthenticationException)
        {
            // The contestant is gone, or does not like the certificate and says so itself.
        }
    }

    private static void Copy(Stream from, Stream to)
    {
        byte[] buffer = new byte[32 * 1024];
        try
        {
            for (int read; (read = from.Read(buffer)) > 0; )
            {
                to.Write(buffer.AsSpan(0, read));
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Contestants are killed when they are done, in the middle of whatever they do.
        }
    }

    /// <summary>Says goodbye; the other thread, which waits for the client, finds out and cleans up.</summary>
    private static void End(SslStream tls, Socket client)
    {
        try
        {
            tls.ShutdownAsync().GetAwaiter().GetResult();
            client.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            // It was gone first.
        }
    }

    private static void Run(Action action) =>
        new Thread(() => action()) { IsBackground = true, Name = "TLS front" }.Start();
}
