using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using NativeLambda.Aws;
using NativeLambda.Telemetry;

namespace NativeLambda.Tests.Aws;

/// <summary>An AWS service whose responses a test decides.</summary>
internal sealed class AwsServer : IDisposable
{
    private readonly ConcurrentQueue<HttpMessage> _calls = new();
    private readonly TcpServer _server;

    /// <param name="respond">Returns the text of the response, empty to close the connection; the call is the last one.</param>
    public AwsServer(Func<HttpMessage, string> respond) =>
        _server = new TcpServer(
            async (stream, cancellationToken) =>
            {
                while (await HttpMessage.ReadAsync(stream, cancellationToken) is { } call)
                {
                    _calls.Enqueue(call);
                    string response = respond(call);
                    if (response.Length == 0)
                    {
                        return;
                    }

                    await TcpServer.WriteAsync(stream, response, cancellationToken);
                }
            }
        );

    public Uri Address => _server.Address;

    public int Connections => _server.Connections;

    public IReadOnlyList<HttpMessage> Calls => [.. _calls];

    public IEnumerable<JsonNode> Bodies => Calls.Select(call => JsonNode.Parse(call.Body)!);

    /// <summary>Sends these to the calls in turn, the last one to all further calls.</summary>
    public static AwsServer Responding(params string[] responses)
    {
        int next = -1;
        return new AwsServer(_ => responses[Math.Min(Interlocked.Increment(ref next), responses.Length - 1)]);
    }

    public static string Ok(string json) => HttpMessage.Response("200 OK", json);

    public static string Error(string status, string type, string message) =>
        HttpMessage.Response(status, $$"""{"__type":"{{type}}","message":"{{message}}"}""");

    public AwsJsonClient NewClient(
        string contentType,
        string service,
        string? token = null,
        CallTrace? trace = null
    ) =>
        new(
            Address,
            new RequestSigner(new ImmutableCredentials("AKID", "secret", token), "eu-west-1", service),
            contentType,
            trace ?? new CallTrace(daemon: null)
        );

    public void Dispose() => _server.Dispose();
}
