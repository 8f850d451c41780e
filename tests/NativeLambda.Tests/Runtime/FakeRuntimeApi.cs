using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using NativeLambda.Tests.Transport;

namespace NativeLambda.Tests.Runtime;

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

    private readonly ConcurrentQueue<string> _answers;
    private readonly ConcurrentQueue<Call> _calls = new();
    private readonly LoopbackServer _server;

    public FakeRuntimeApi(params string[] answers)
    {
        _answers = new ConcurrentQueue<string>([.. answers, Broken]);
        _server = new LoopbackServer(ServeAsync);
    }

    public string Address => _server.Address.Authority;

    public IReadOnlyList<Call> Calls => [.. _calls];

    public int Connections => _server.Connections;

    public static string Event(string id, string json, string headers = "") =>
        $"HTTP/1.1 200 OK\r\nLAMBDA-runtime-aws-request-id: {id}\r\n{headers}"
        + $"Content-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}";

    public static string ChunkedEvent(string id, params string[] chunks) =>
        $"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: {id}\r\nTransfer-Encoding: chunked\r\n\r\n"
        + string.Concat(chunks.Select(chunk => $"{Encoding.UTF8.GetByteCount(chunk):x}\r\n{chunk}\r\n"))
        + "0\r\nSome-Trailer: x\r\n\r\n";

    public void Dispose() => _server.Dispose();

    private async Task ServeAsync(NetworkStream stream, CancellationToken stopping)
    {
        while (await LoopbackServer.ReadRequestAsync(stream, stopping) is { } request)
        {
            _calls.Enqueue(Read(request));
            if (!_answers.TryDequeue(out string? answer) || answer == HangUp)
            {
                return;
            }

            await WriteInPiecesAsync(stream, Encoding.UTF8.GetBytes(answer), stopping);
            if (answer.Contains("Connection: close", StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    /// <summary>Small pieces, so that a reader that trusts one receive to bring a whole answer fails.</summary>
    private static async Task WriteInPiecesAsync(
        NetworkStream stream,
        byte[] answer,
        CancellationToken stopping
    )
    {
        int piece = Math.Max(7, answer.Length / 16);
        for (int start = 0; start < answer.Length; start += piece)
        {
            await stream.WriteAsync(answer.AsMemory(start, Math.Min(piece, answer.Length - start)), stopping);
            await stream.FlushAsync(stopping);
            await Task.Yield();
        }
    }

    private static Call Read(string request)
    {
        int end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        string[] lines = request[..end].Split("\r\n");
        var headers = lines
            .Skip(1)
            .Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        string body = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(request[(end + 4)..]));
        return new Call(lines[0], headers, body);
    }

    internal sealed record Call(string RequestLine, Dictionary<string, string> Headers, string Body);
}
