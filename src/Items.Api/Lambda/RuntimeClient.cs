using System.Text.Json;
using Items.Api.Transport;

namespace Items.Api.Lambda;

/// <summary>
/// Speaks the Lambda Runtime API over one kept-alive connection. Calls block: a sandbox has one event at a time and
/// nothing else to do, and a blocking socket starts no threads (docs/decisions/0001-own-runtime-loop.md).
/// </summary>
/// <param name="runtimeApi"><c>host:port</c> from <c>AWS_LAMBDA_RUNTIME_API</c>.</param>
internal sealed class RuntimeClient(string runtimeApi) : IDisposable
{
    /// <summary>Largest payload in either direction: 6 MiB and 100 bytes.</summary>
    public const int MaximumPayload = 6 * 1024 * 1024 + 100;

    private const string Version = "/2018-06-01/runtime";

    private HttpConnection? _connection;

    /// <summary>Waits for the next event, without a limit: the sandbox may be frozen meanwhile.</summary>
    /// <exception cref="RuntimeApiException">The Runtime API refused or could not be reached.</exception>
    public Invocation Next()
    {
        var reply = Exchange($"GET {Version}/invocation/next HTTP/1.1\r\nHost: {runtimeApi}\r\n\r\n", []);
        if (reply.Status != 200)
        {
            throw new RuntimeApiException("next", reply.Status);
        }

        return new Invocation(
            reply.Header("lambda-runtime-aws-request-id"u8)
                ?? throw new RuntimeApiException("next without a request id"),
            reply.Body
        )
        {
            Deadline = long.TryParse(reply.Header("lambda-runtime-deadline-ms"u8), out long milliseconds)
                ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                : null,
            FunctionArn = reply.Header("lambda-runtime-invoked-function-arn"u8),
            TraceId = reply.Header("lambda-runtime-trace-id"u8),
            ClientContext = reply.Header("lambda-runtime-client-context"u8),
            CognitoIdentity = reply.Header("lambda-runtime-cognito-identity"u8),
            TenantId = reply.Header("lambda-runtime-aws-tenant-id"u8),
        };
    }

    /// <exception cref="RuntimeApiException">The Runtime API refused or could not be reached.</exception>
    public void Respond(string requestId, ReadOnlySpan<byte> payload) =>
        Post($"invocation/{requestId}/response", "Content-Type: application/json\r\n", payload);

    /// <exception cref="RuntimeApiException">The Runtime API refused or could not be reached.</exception>
    public void ReportError(string requestId, FunctionError error) =>
        Post($"invocation/{requestId}/error", error);

    /// <summary>Says that the function cannot start. The process must exit after it.</summary>
    /// <exception cref="RuntimeApiException">The Runtime API refused or could not be reached.</exception>
    public void ReportInitError(FunctionError error) => Post("init/error", error);

    public void Dispose() => Disconnect();

    private void Post(string path, FunctionError error) =>
        Post(
            path,
            $"Content-Type: application/vnd.aws.lambda.error+json\r\nLambda-Runtime-Function-Error-Type: {error.Type}\r\n",
            JsonSerializer.SerializeToUtf8Bytes(error, ItemsJsonContext.Default.FunctionError)
        );

    private void Post(string path, string headers, ReadOnlySpan<byte> body)
    {
        var reply = Exchange(
            $"POST {Version}/{path} HTTP/1.1\r\nHost: {runtimeApi}\r\n{headers}Content-Length: {body.Length}\r\n\r\n",
            body
        );
        if (reply.Status != 202)
        {
            throw new RuntimeApiException(path, reply.Status);
        }
    }

    /// <summary>
    /// One request and its answer. A kept-alive connection that the other side has closed meanwhile is replaced once;
    /// repeating a call is safe, since the Runtime API refuses a second answer to the same event.
    /// </summary>
    private HttpReplyReader Exchange(string head, ReadOnlySpan<byte> body)
    {
        bool reused = _connection is not null;
        try
        {
            try
            {
                return Send(head, body);
            }
            catch (IOException) when (reused)
            {
                Disconnect();
                return Send(head, body);
            }
        }
        catch (IOException e)
        {
            Disconnect();
            throw new RuntimeApiException($"The Runtime API at {runtimeApi} did not answer: {e.Message}", e);
        }
    }

    private HttpReplyReader Send(string head, ReadOnlySpan<byte> body)
    {
        _connection ??= Connect();
        _connection.Send(head, body, CancellationToken.None);
        _connection.Receive(CancellationToken.None);
        var reply = _connection.Reply;
        if (reply.ConnectionCloses)
        {
            Disconnect();
        }

        return reply;
    }

    private HttpConnection Connect()
    {
        int colon = runtimeApi.LastIndexOf(':');
        return HttpConnection.Open(
            runtimeApi[..colon],
            int.Parse(runtimeApi.AsSpan(colon + 1)),
            isTls: false,
            CancellationToken.None
        );
    }

    private void Disconnect()
    {
        _connection?.Dispose();
        _connection = null;
    }
}

/// <summary>The Runtime API refused a call or is out of reach.</summary>
internal sealed class RuntimeApiException : Exception
{
    public RuntimeApiException(string call, int status)
        : base($"The Runtime API answered {status} to {call}.") => Status = status;

    public RuntimeApiException(string message, Exception? cause = null)
        : base(message, cause) { }

    /// <summary>HTTP status; 0 when there was no answer.</summary>
    public int Status { get; }
}
