using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NativeLambda.Tests.Transport;

/// <summary>A server on a free loopback port that does with each connection what a test says, byte by byte.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _disposed = new();
    private readonly ConcurrentDictionary<Socket, byte> _open = [];
    private readonly Func<NetworkStream, CancellationToken, Task> _serve;
    private readonly Task _accepting;
    private int _connections;

    /// <param name="serve">What becomes of a connection; it ends when this completes.</param>
    public LoopbackServer(Func<NetworkStream, CancellationToken, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>Connections that were ever opened.</summary>
    public int Connections => _connections;

    public int OpenConnections => _open.Count;

    /// <summary>Takes connections and everything that is sent, and never says a word.</summary>
    public static LoopbackServer Silent() => new((stream, stopping) => DrainAsync(stream, stopping));

    /// <summary>Answers each request, the last of these again and again.</summary>
    public static LoopbackServer Answering(params string[] replies)
    {
        int next = -1;
        return new LoopbackServer(
            async (stream, stopping) =>
            {
                while (await ReadRequestAsync(stream, stopping) is not null)
                {
                    string reply = replies[Math.Min(Interlocked.Increment(ref next), replies.Length - 1)];
                    await WriteAsync(stream, reply, stopping);
                }
            }
        );
    }

    /// <summary>Sends this as soon as a request is there, and ends the connection.</summary>
    public static LoopbackServer AnsweringOnce(string reply) =>
        new(
            async (stream, stopping) =>
            {
                if (await ReadRequestAsync(stream, stopping) is not null)
                {
                    await WriteAsync(stream, reply, stopping);
                }
            }
        );

    public static string Ok(string body, string headers = "") =>
        $"HTTP/1.1 200 OK\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public static async Task WriteAsync(NetworkStream stream, string text, CancellationToken stopping) =>
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), stopping);

    /// <returns>Head and body; null when the connection ended.</returns>
    public static async Task<string?> ReadRequestAsync(NetworkStream stream, CancellationToken stopping)
    {
        var request = new StringBuilder();
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            int count = await stream.ReadAsync(buffer, stopping);
            if (count == 0)
            {
                return null;
            }

            string text = request.Append(Encoding.Latin1.GetString(buffer, 0, count)).ToString();
            int head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head >= 0 && text.Length >= head + 4 + LengthOf(text[..head]))
            {
                return text;
            }
        }
    }

    public static async Task DrainAsync(NetworkStream stream, CancellationToken stopping)
    {
        byte[] buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, stopping) > 0) { }
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _accepting.Wait();
        _listener.Stop();
        _disposed.Dispose();
    }

    private static int LengthOf(string head) =>
        head.Split("\r\n")
            .Where(line => line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase))
            .Select(line => int.Parse(line.Split(':')[1]))
            .SingleOrDefault();

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_disposed.Token);
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
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client has gone, or the test is over.
        }
        finally
        {
            _open.TryRemove(socket, out _);
        }
    }
}
