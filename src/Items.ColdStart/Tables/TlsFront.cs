using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Items.LocalHost;

namespace Items.ColdStart.Tables;

/// <summary>
/// A TLS 1.2 and 1.3 relay in front of the table server, because DynamoDB's own endpoint is https. Each connection has
/// two blocking threads: the thread pool would add the time of starting a thread.
/// </summary>
internal sealed class TlsFront : IDisposable
{
    private readonly IPEndPoint _target;
    private readonly SslServerAuthenticationOptions _options;

    // On both addresses of localhost, so that no client loses time on a connection that is not accepted.
    private readonly LoopbackPort _port = LoopbackPort.ListenOnFree(LoopbackPort.LocalhostAddresses());

    public TlsFront(Uri target, X509Certificate2 certificate)
    {
        _target = new IPEndPoint(IPAddress.Parse(target.Host), target.Port);
        _options = new SslServerAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
        };
        foreach (var listener in _port.Sockets)
        {
            Run(() => AcceptAll(listener));
        }
    }

    public string Url => $"https://localhost:{_port.Number}";

    public void Dispose() => _port.Dispose();

    private void AcceptAll(Socket listener)
    {
        try
        {
            while (true)
            {
                var client = listener.Accept();
                Run(() => Serve(client));
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The listener was closed.
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
            // The client closed the connection, or rejected the certificate and reports that itself.
        }
    }

    private static void Copy(Stream from, Stream to)
    {
        try
        {
            from.CopyTo(to);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Contestants are killed at the end of a measurement, whatever they are doing.
        }
    }

    /// <summary>Closes the connection, which ends the other thread's read.</summary>
    private static void End(SslStream tls, Socket client)
    {
        try
        {
            tls.ShutdownAsync().GetAwaiter().GetResult();
            client.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            // The client closed it first.
        }
    }

    private static void Run(Action action) =>
        new Thread(() => action()) { IsBackground = true, Name = "TLS front" }.Start();
}
