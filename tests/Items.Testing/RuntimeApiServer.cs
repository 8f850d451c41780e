using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Items.Testing;

/// <summary>
/// The Lambda Runtime API (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html) with responses that a test
/// decides byte by byte. They are sent in small pieces, so that a client that takes one receive for a whole response
/// fails.
/// </summary>
public sealed class RuntimeApiServer : IDisposable
{
    public const string Accepted = "HTTP/1.1 202 Accepted\r\nContent-Length: 16\r\n\r\n{\"status\":\"OK\"}\n";
    public const string InternalServerError =
        "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";

    /// <summary>Closes the connection without a response.</summary>
    public const string Close = "";

    private readonly ConcurrentQueue<HttpMessage> _calls = new();
    private readonly Func<HttpMessage, CancellationToken, Task<string>> _respond;
    private readonly TcpServer _server;

    /// <param name="respond">Returns the text of the response to a call, or <see cref="Close"/>.</param>
    public RuntimeApiServer(Func<HttpMessage, CancellationToken, Task<string>> respond)
    {
        _respond = respond;
        _server = new TcpServer(ServeAsync);
    }

    /// <summary>Host and port, as <c>AWS_LAMBDA_RUNTIME_API</c> holds them.</summary>
    public string Address => _server.Address.Authority;

    public IReadOnlyList<HttpMessage> Calls => [.. _calls];

    /// <summary>Number of connections accepted so far.</summary>
    public int Connections => _server.Connections;

    /// <summary>Sends these to the calls in turn, then a 500, on which a runtime ends.</summary>
    public static RuntimeApiServer Scripted(params string[] responses)
    {
        var queue = new ConcurrentQueue<string>([.. responses, InternalServerError]);
        return new RuntimeApiServer(
            (_, _) => Task.FromResult(queue.TryDequeue(out string? response) ? response : Close)
        );
    }

    /// <summary>Response to <c>next</c>.</summary>
    public static string Event(string id, string json, string headers = "") =>
        HttpMessage.Response("200 OK", json, $"LAMBDA-runtime-aws-request-id: {id}\r\n{headers}");

    /// <summary>Response to <c>next</c> in chunks, with a trailer.</summary>
    public static string ChunkedEvent(string id, params string[] chunks) =>
        $"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: {id}\r\nTransfer-Encoding: chunked\r\n\r\n"
        + string.Concat(chunks.Select(chunk => $"{Encoding.UTF8.GetByteCount(chunk):x}\r\n{chunk}\r\n"))
        + "0\r\nSome-Trailer: x\r\n\r\n";

    /// <param name="call">A response to an event.</param>
    /// <returns>The JSON of the response; that of a streamed one has its text as <c>body</c>.</returns>
    public static string Result(HttpMessage call)
    {
        if (call.Header("Lambda-Runtime-Function-Response-Mode") != "streaming")
        {
            return call.Body;
        }

        string[] parts = call.Body.Split(new string('\0', 8), 2);
        var json = JsonNode.Parse(parts[0])!;
        json["body"] = parts[1];
        return json.ToJsonString();
    }

    /// <summary>Closes the open connections, also in the middle of a call.</summary>
    public void CloseConnections() => _server.CloseConnections();

    public void Dispose() => _server.Dispose();

    private async Task ServeAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        while (await HttpMessage.ReadAsync(stream, cancellationToken) is { } call)
        {
            _calls.Enqueue(call);
            string response = await _respond(call, cancellationToken);
            byte[] bytes = Encoding.UTF8.GetBytes(response);
            foreach (byte[] piece in bytes.Chunk(Math.Max(7, bytes.Length / 16)))
            {
                await stream.WriteAsync(piece, cancellationToken);
                await Task.Yield();
            }

            if (response == Close || response.Contains("Connection: close", StringComparison.Ordinal))
            {
                return;
            }
        }
    }
}
