using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Items.Testing;

/// <summary>A server on a free loopback port that a test controls byte by byte.</summary>
public sealed class TcpServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _disposed = new();
    private readonly ConcurrentDictionary<Socket, byte> _open = [];
    private readonly Func<NetworkStream, CancellationToken, Task> _serve;
    private readonly Task _accepting;
    private int _connections;

    /// <param name="serve">Serves one connection, which is closed when this completes or the server is disposed.</param>
    public TcpServer(Func<NetworkStream, CancellationToken, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        // On the thread pool: Dispose waits, and would block the test's own synchronization context.
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>Number of connections accepted so far.</summary>
    public int Connections => _connections;

    public int OpenConnections => _open.Count;

    /// <summary>Reads everything and sends nothing.</summary>
    public static TcpServer Silent() => new(DrainAsync);

    /// <summary>Sends these to the requests in turn, the last one to all further requests.</summary>
    public static TcpServer Responding(params string[] responses)
    {
        int next = -1;
        return new TcpServer(
            async (stream, cancellationToken) =>
            {
                while (await HttpMessage.ReadAsync(stream, cancellationToken) is not null)
                {
                    int index = Math.Min(Interlocked.Increment(ref next), responses.Length - 1);
                    await WriteAsync(stream, responses[index], cancellationToken);
                }
            }
        );
    }

    /// <summary>Sends this to the first request of each connection and closes it.</summary>
    public static TcpServer RespondingOnce(string response) =>
        new(
            async (stream, cancellationToken) =>
            {
                if (await HttpMessage.ReadAsync(stream, cancellationToken) is not null)
                {
                    await WriteAsync(stream, response, cancellationToken);
                }
            }
        );

    public static async Task WriteAsync(Stream stream, string text, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);

    /// <summary>Reads until the client closes the connection.</summary>
    public static Task DrainAsync(Stream stream, CancellationToken cancellationToken) =>
        stream.CopyToAsync(Stream.Null, cancellationToken);

    /// <summary>Closes the open connections; further ones are accepted.</summary>
    public void CloseConnections()
    {
        foreach (var socket in _open.Keys)
        {
            socket.Dispose();
        }
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _accepting.Wait();
        _listener.Stop();
        _disposed.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_disposed.Token);
                socket.NoDelay = true;
                Interlocked.Increment(ref _connections);
                serving.Add(ServeAsync(socket));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        _open[socket] = 0;
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            await _serve(stream, _disposed.Token);
        }
        catch (Exception error)
            when (error
                    is IOException
                        or SocketException
                        or AuthenticationException
                        or ObjectDisposedException
                        or OperationCanceledException
            )
        {
            // The client closed the connection, or the server was disposed.
        }
        finally
        {
            _open.TryRemove(socket, out _);
        }
    }
}
