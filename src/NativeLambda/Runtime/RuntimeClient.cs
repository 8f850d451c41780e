using System.Text;
using NativeLambda.Transport;

namespace NativeLambda.Runtime;

/// <summary>
/// Client of the Lambda Runtime API over one persistent connection. Calls block: a sandbox processes one event at a
/// time, and blocking sockets need no threads (docs/decisions/0001-own-runtime-loop.md).
/// </summary>
/// <param name="runtimeApi"><c>host:port</c> from <c>AWS_LAMBDA_RUNTIME_API</c>.</param>
internal sealed class RuntimeClient(string runtimeApi) : IDisposable
{
    /// <summary>Bytes, for events and responses: 6 MiB and 100 bytes.</summary>
    public const int MaximumPayload = 6 * 1024 * 1024 + 100;

    /// <summary>Header or trailer with the type of an error.</summary>
    public const string ErrorType = "Lambda-Runtime-Function-Error-Type";

    /// <summary>Trailer with the error in base64.</summary>
    public const string ErrorBody = "Lambda-Runtime-Function-Error-Body";

    private const string Version = "/2018-06-01/runtime";

    private readonly byte[] _next = Encoding.ASCII.GetBytes(
        $"GET {Version}/invocation/next HTTP/1.1\r\nHost: {runtimeApi}\r\n\r\n"
    );

    private readonly TextBuffer _head = new();
    private HttpConnection? _connection;

    /// <summary>Waits for the next event, without a timeout: the sandbox may be frozen meanwhile.</summary>
    /// <exception cref="RuntimeApiException">The Runtime API returned an error or could not be reached.</exception>
    public Invocation Next()
    {
        var response = Exchange(_next, []);
        if (response.Status != 200)
        {
            throw new RuntimeApiException("next", response.Status);
        }

        return new Invocation(
            response.Header("lambda-runtime-aws-request-id"u8)
                ?? throw new RuntimeApiException("next without a request id"),
            response.Body,
            long.TryParse(response.HeaderBytes("lambda-runtime-deadline-ms"u8), out long deadline)
                ? deadline
                : null,
            response.Header("lambda-runtime-trace-id"u8)
        );
    }

    /// <exception cref="RuntimeApiException">The Runtime API returned an error or could not be reached.</exception>
    public void Respond(string requestId, ReadOnlySpan<byte> payload) =>
        Post("response", requestId, "Content-Type: application/json\r\n", payload);

    /// <summary>Sends a response while it is written.</summary>
    /// <param name="start">Status, headers, and the body as far as it is known.</param>
    /// <param name="writeRest">
    /// Writes the rest of the body; null when there is none. The trailers report an exception as an incomplete body.
    /// </param>
    /// <returns>The exception; null when the body is complete.</returns>
    /// <exception cref="RuntimeApiException">The Runtime API returned an error, or the connection failed.</exception>
    public Exception? RespondStreamed(string requestId, ReadOnlySpan<byte> start, Action<Stream>? writeRest)
    {
        string path = $"invocation/{requestId}/response";
        try
        {
            var connection = UsableConnection();
            connection.Send(
                Encoding.ASCII.GetBytes(
                    $"POST {Version}/{path} HTTP/1.1\r\nHost: {runtimeApi}\r\n"
                        + "Content-Type: application/vnd.awslambda.http-integration-response\r\n"
                        + "Lambda-Runtime-Function-Response-Mode: streaming\r\n"
                        + $"Transfer-Encoding: chunked\r\nTrailer: {ErrorType}, {ErrorBody}\r\n\r\n"
                )
            );
            using var body = new ResponseStream(connection);
            var failure = Write(body, start, writeRest);
            body.End(failure is null ? null : FunctionError.StreamFailed);
            int status = Receive(connection).Status;
            return status == 202 ? failure : throw new RuntimeApiException(path, status);
        }
        catch (IOException e)
        {
            throw NoResponse(e);
        }
    }

    /// <exception cref="RuntimeApiException">The Runtime API returned an error or could not be reached.</exception>
    public void ReportError(string requestId, FunctionError error) => Post("error", requestId, error);

    /// <summary>Reports that the function cannot start. The process must exit afterwards.</summary>
    /// <exception cref="RuntimeApiException">The Runtime API returned an error or could not be reached.</exception>
    public void ReportInitError(FunctionError error) => Post("init/error", requestId: null, error);

    public void Dispose() => Disconnect();

    private void Post(string call, string? requestId, FunctionError error) =>
        Post(
            call,
            requestId,
            $"Content-Type: application/vnd.aws.lambda.error+json\r\n{ErrorType}: {error.Type}\r\n",
            error.ToJson()
        );

    /// <param name="requestId">Of the invocation that the call is about; null for one about the process.</param>
    private void Post(string call, string? requestId, string headers, ReadOnlySpan<byte> body)
    {
        _head.Clear().Add("POST ").Add(Version);
        if (requestId is not null)
        {
            _head.Add("/invocation/").Add(requestId);
        }

        _head.Add("/").Add(call).Add(" HTTP/1.1\r\nHost: ").Add(runtimeApi).Add("\r\n").Add(headers);
        _head.Add("Content-Length: ").Add(body.Length).Add("\r\n\r\n");
        var response = Exchange(_head.Written, body);
        if (response.Status != 202)
        {
            throw new RuntimeApiException(call, response.Status);
        }
    }

    /// <summary>
    /// Sends a request and reads the response. A connection that the server has closed is replaced once; repeating a call is
    /// safe, since the Runtime API rejects a second response to the same event.
    /// </summary>
    private HttpResponseReader Exchange(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
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
            throw NoResponse(e);
        }
    }

    private RuntimeApiException NoResponse(IOException e)
    {
        Disconnect();
        return new RuntimeApiException($"The Runtime API at {runtimeApi} did not respond: {e.Message}", e);
    }

    private static Exception? Write(ResponseStream body, ReadOnlySpan<byte> start, Action<Stream>? writeRest)
    {
        body.Write(start);
        if (writeRest is null)
        {
            return null;
        }

        // The client gets status and headers before the rest is ready.
        body.Flush();
        try
        {
            writeRest(body);
            return null;
        }
        catch (Exception e) when (!body.HasFailed)
        {
            return e;
        }
    }

    private HttpResponseReader Send(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var connection = UsableConnection();
        connection.Send(head, body, CancellationToken.None);
        return Receive(connection);
    }

    private HttpConnection UsableConnection()
    {
        if (_connection?.IsStale() == true)
        {
            Disconnect();
        }

        return _connection ??= Connect();
    }

    private HttpResponseReader Receive(HttpConnection connection)
    {
        connection.Receive(CancellationToken.None);
        var response = connection.Response;
        if (response.ConnectionCloses)
        {
            Disconnect();
        }

        return response;
    }

    private HttpConnection Connect()
    {
        int colon = runtimeApi.LastIndexOf(':');
        return HttpConnection.Open(
            runtimeApi[..colon],
            int.Parse(runtimeApi.AsSpan(colon + 1)),
            tls: null,
            CancellationToken.None
        );
    }

    private void Disconnect()
    {
        _connection?.Dispose();
        _connection = null;
    }
}

/// <summary>The Runtime API returned an error or could not be reached.</summary>
internal sealed class RuntimeApiException : Exception
{
    public RuntimeApiException(string call, int status)
        : base($"The Runtime API returned status {status} for {call}.") => Status = status;

    public RuntimeApiException(string message, Exception? cause = null)
        : base(message, cause) { }

    /// <summary>HTTP status; 0 when there was no response.</summary>
    public int Status { get; }
}
