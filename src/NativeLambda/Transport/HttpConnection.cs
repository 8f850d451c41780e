using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace NativeLambda.Transport;

/// <summary>
/// A persistent HTTP/1.1 connection, plain or TLS. Calls block, because a sandbox processes one event at a time;
/// cancelling their token closes the connection (docs/decisions/0012-cold-path.md).
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    /// <summary>Bytes. Larger requests have several packets anyway, and their copy would be kept in the pool of arrays.</summary>
    private const int MaximumCopy = 16 * 1024;

    private readonly Socket _socket;
    private readonly Stream _stream;

    private HttpConnection(Socket socket, Stream stream)
    {
        _socket = socket;
        _stream = stream;
    }

    /// <summary>The last response; overwritten by the next one.</summary>
    public HttpResponseReader Response { get; } = new();

    /// <param name="host">Name or address.</param>
    /// <param name="tls">For the same host; null for a connection without TLS.</param>
    /// <exception cref="ConnectException">The server cannot be reached, or its certificate is not trusted.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static HttpConnection Open(
        string host,
        int port,
        TlsClient? tls,
        CancellationToken cancellationToken
    )
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            using (CloseWhenCancelled(socket, cancellationToken))
            {
                socket.Connect(Resolve(host, cancellationToken), port);
                stream = tls?.Connect(socket) ?? (Stream)new NetworkStream(socket);
            }

            // A token cancelled just before has closed the socket.
            cancellationToken.ThrowIfCancellationRequested();
            return new HttpConnection(socket, stream);
        }
        catch (Exception e)
        {
            stream?.Dispose();
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            string reason =
                e is TlsException
                    ? "has no trusted certificate, or no common TLS version"
                    : "cannot be reached";
            throw new ConnectException($"{host}:{port} {reason}: {e.Message}", e);
        }
    }

    /// <param name="head">Request line and headers in ASCII, including the empty line.</param>
    /// <param name="cancellationToken">Closes the connection when cancelled.</param>
    /// <exception cref="IOException">The connection failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Send(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            using (CloseWhenCancelled(_socket, cancellationToken))
            {
                if (head.Length + body.Length <= MaximumCopy)
                {
                    WriteTogether(head, body);
                }
                else
                {
                    _stream.Write(head);
                    _stream.Write(body);
                }
            }
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    /// <summary>Sends a part of a request whose body is written in parts. Waits while the server does not read.</summary>
    /// <exception cref="IOException">The connection failed.</exception>
    public void Send(ReadOnlySpan<byte> part) => _stream.Write(part);

    /// <summary>Reads the response to the last request.</summary>
    /// <exception cref="IOException">The connection failed, or the response is not HTTP.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Receive(CancellationToken cancellationToken)
    {
        try
        {
            using (CloseWhenCancelled(_socket, cancellationToken))
            {
                Response.Read(_stream);
            }
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    /// <summary>Whether it is closed, or the server has sent data without a request.</summary>
    public bool IsStale()
    {
        try
        {
            return _stream is TlsStream tls
                ? tls.HasEndedOrHasData()
                : _socket.Poll(0, SelectMode.SelectRead);
        }
        catch (ObjectDisposedException)
        {
            // A token was cancelled just after the response had been read.
            return true;
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    /// <summary>One write, so that head and body can share a packet.</summary>
    private void WriteTogether(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        byte[] request = ArrayPool<byte>.Shared.Rent(head.Length + body.Length);
        head.CopyTo(request);
        body.CopyTo(request.AsSpan(head.Length));
        try
        {
            _stream.Write(request, 0, head.Length + body.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(request);
        }
    }

    private static IPAddress[] Resolve(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return [address];
        }

        // A name lookup cannot be cancelled and can block for seconds, so it runs on a thread that can be abandoned.
        // Starting the thread pool would take longer than one thread.
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

    private static CancellationTokenRegistration CloseWhenCancelled(
        Socket socket,
        CancellationToken cancellationToken
    ) => cancellationToken.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket);
}

/// <summary>No connection could be opened, so nothing was sent.</summary>
internal sealed class ConnectException(string message, Exception? cause) : IOException(message, cause);
