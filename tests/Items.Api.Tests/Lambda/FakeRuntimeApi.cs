using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Items.Api.Tests.Lambda;

/// <summary>
/// Plays the Lambda Runtime API byte by byte: each connection's calls get the scripted answers in turn, and the
/// last one, a 500, ends the loop under test as it ends a sandbox.
/// </summary>
internal sealed class FakeRuntimeApi : IDisposable
{
    public const string Accepted = "HTTP/1.1 202 Accepted\r\nContent-Length: 16\r\n\r\n{\"status\":\"OK\"}\n";
    public const string Broken = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";

    /// <summary>Stands for a connection that ends before an answer.</summary>
    public const string HangUp = "";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _answers;
    private readonly ConcurrentQueue<Call> _calls = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly Task _serving;

    public FakeRuntimeApi(params string[] answers)
    {
        _answers = new ConcurrentQueue<string>([.. answers, Broken]);
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public string Address => _listener.LocalEndpoint.ToString()!;

    public IReadOnlyList<Call> Calls => [.. _calls];

    public int Connections { get; private set; }

    public static string Event(string id, string json, string headers = "") =>
        $"HTTP/1.1 200 OK\r\nLAMBDA-runtime-aws-request-id: {id}\r\n{headers}"
        + $"Content-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}";

    public static string ChunkedEvent(string id, params string[] chunks) =>
        $"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: {id}\r\nTransfer-Encoding: chunked\r\n\r\n"
        + string.Concat(chunks.Select(chunk => $"{Encoding.UTF8.GetByteCount(chunk):x}\r\n{chunk}\r\n"))
        + "0\r\nSome-Trailer: x\r\n\r\n";

    public void Dispose()
    {
        _disposed.Cancel();
        _serving.Wait();
        _listener.Stop();
        _disposed.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (!_answers.IsEmpty)
            {
                using var connection = await _listener.AcceptSocketAsync(_disposed.Token);
                connection.NoDelay = true;
                Connections++;
                await ServeAsync(new NetworkStream(connection));
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed while waiting for a connection.
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        while (await ReadCallAsync(stream) is { } call)
        {
            _calls.Enqueue(call);
            if (!_answers.TryDequeue(out string? answer) || answer == HangUp)
            {
                return;
            }

            await WriteInPiecesAsync(stream, Encoding.UTF8.GetBytes(answer));
            if (answer.Contains("Connection: close", StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    /// <summary>Small pieces, so that a reader that trusts one receive to bring a whole answer fails.</summary>
    private static async Task WriteInPiecesAsync(NetworkStream stream, byte[] answer)
    {
        int piece = Math.Max(7, answer.Length / 16);
        for (int start = 0; start < answer.Length; start += piece)
        {
            await stream.WriteAsync(answer.AsMemory(start, Math.Min(piece, answer.Length - start)));
            await stream.FlushAsync();
            await Task.Yield();
        }
    }

    private static async Task<Call?> ReadCallAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        string[] lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines
            .Skip(1)
            .Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        byte[] body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"))];
        await stream.ReadExactlyAsync(body);
        return new Call(lines[0], headers, Encoding.UTF8.GetString(body));
    }

    internal sealed record Call(string RequestLine, Dictionary<string, string> Headers, string Body);
}
