using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Items.Api.Transport;

/// <summary>
/// One kept-alive HTTP/1.1 connection, plain or TLS. Calls block, because a sandbox has one event at a time and
/// nothing else to do meanwhile; a token that is cancelled closes the connection under them
/// (docs/decisions/0012-cold-path.md).
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly HttpReplyReader _reply = new();

    private HttpConnection(Socket socket, Stream stream)
    {
        _socket = socket;
        _stream = stream;
    }

    /// <summary>The last reply; the next one overwrites it.</summary>
    public HttpReplyReader Reply => _reply;

    /// <param name="host">Name or address; certificates are verified for it.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="isTls">Whether to speak TLS.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ConnectException">Nobody is there, or not who should be.</exception>
    /// <exception cref="OperationCanceledException">The token came first.</exception>
    public static HttpConnection Open(string host, int port, bool isTls, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            using (CloseWhenCancelled(socket, cancellationToken))
            {
                socket.Connect(Resolve(host, cancellationToken), port);
                stream = new NetworkStream(socket);
                stream = isTls ? Secure(stream, host) : stream;
            }

            // Cancelled at the last moment, it is closed already.
            cancellationToken.ThrowIfCancellationRequested();
            return new HttpConnection(socket, stream);
        }
        catch (Exception e)
        {
            stream?.Dispose();
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            string refusal =
                e is AuthenticationException
                    ? "has no certificate that is trusted, or does not speak our TLS"
                    : "cannot be reached";
            throw new ConnectException($"{host}:{port} {refusal}: {e.Message}", e);
        }
    }

    /// <param name="head">Request line and headers, with the empty line after them; ASCII.</param>
    /// <param name="body">May be empty.</param>
    /// <param name="cancellationToken">Closes the connection.</param>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="OperationCanceledException">The token came first.</exception>
    public void Send(string head, ReadOnlySpan<byte> body, CancellationToken cancellationToken)
    {
        // In one piece: a packet for the head alone would be a packet more.
        byte[] request = ArrayPool<byte>.Shared.Rent(head.Length + body.Length);
        try
        {
            int length = Encoding.ASCII.GetBytes(head, request);
            body.CopyTo(request.AsSpan(length));
            using (CloseWhenCancelled(_socket, cancellationToken))
            {
                _stream.Write(request, 0, length + body.Length);
            }
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(request);
        }
    }

    /// <summary>Reads the reply to what was sent.</summary>
    /// <exception cref="IOException">The connection broke, or the reply is not HTTP.</exception>
    /// <exception cref="OperationCanceledException">The token came first.</exception>
    public void Receive(CancellationToken cancellationToken)
    {
        try
        {
            using (CloseWhenCancelled(_socket, cancellationToken))
            {
                _reply.Read(_stream);
            }
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    /// <summary>Whether one side has closed it, or the other has sent what nobody asked for.</summary>
    public bool IsStale()
    {
        try
        {
            return _socket.Poll(0, SelectMode.SelectRead);
        }
        catch (ObjectDisposedException)
        {
            // A token was cancelled when the reply had just come.
            return true;
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private static IPAddress[] Resolve(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return [address];
        }

        // Asking a name server blocks, for seconds when it is gone, and nothing can interrupt it: on a thread of its
        // own it can be left behind. The thread pool would cost more to start.
        var lookup = Task.Factory.StartNew(
            static host => Dns.GetHostAddresses((string)host!),
            host,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        Task.WaitAny([lookup], cancellationToken);
        return lookup.GetAwaiter().GetResult();
    }

    private static SslStream Secure(Stream stream, string host)
    {
        var tls = new SslStream(stream);
        try
        {
            tls.AuthenticateAsClient(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    // A certificate that nobody has verified yet must not say what else to call.
                    CertificateChainPolicy = new X509ChainPolicy
                    {
                        DisableCertificateDownloads = true,
                        RevocationMode = X509RevocationMode.NoCheck,
                    },
                }
            );
            return tls;
        }
        catch
        {
            tls.Dispose();
            throw;
        }
    }

    private static CancellationTokenRegistration CloseWhenCancelled(
        Socket socket,
        CancellationToken cancellationToken
    ) => cancellationToken.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket);
}

/// <summary>A connection could not be made, so nothing was sent.</summary>
internal sealed class ConnectException(string message, Exception? cause) : IOException(message, cause);
