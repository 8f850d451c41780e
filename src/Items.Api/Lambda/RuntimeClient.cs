using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Items.Api.Lambda;

/// <summary>
/// Speaks the Lambda Runtime API over one kept-alive socket. Calls block: a sandbox has one event at a time and
/// nothing else to do, and a blocking socket starts no threads (docs/decisions/0001-own-runtime-loop.md).
/// </summary>
/// <param name="runtimeApi"><c>host:port</c> from <c>AWS_LAMBDA_RUNTIME_API</c>.</param>
internal sealed class RuntimeClient(string runtimeApi) : IDisposable
{
    /// <summary>Largest payload in either direction: 6 MiB and 100 bytes.</summary>
    public const int MaximumPayload = 6 * 1024 * 1024 + 100;

    private const string Version = "/2018-06-01/runtime";

    private readonly HttpReplyReader _reader = new();
    private Socket? _socket;

    /// <summary>Waits for the next event, without a limit: the sandbox may be frozen meanwhile.</summary>
    /// <exception cref="RuntimeApiException">The Runtime API refused or could not be reached.</exception>
    public Invocation Next()
    {
        Exchange($"GET {Version}/invocation/next HTTP/1.1\r\nHost: {runtimeApi}\r\n\r\n", []);
        if (_reader.Status != 200)
        {
            throw new RuntimeApiException("next", _reader.Status);
        }

        return new Invocation(
            _reader.Header("lambda-runtime-aws-request-id"u8)
                ?? throw new RuntimeApiException("next without a request id"),
            _reader.Body
        )
        {
            Deadline = long.TryParse(_reader.Header("lambda-runtime-deadline-ms"u8), out long milliseconds)
                ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                : null,
            FunctionArn = _reader.Header("lambda-runtime-invoked-function-arn"u8),
            TraceId = _reader.Header("lambda-runtime-trace-id"u8),
            ClientContext = _reader.Header("lambda-runtime-client-context"u8),
            CognitoIdentity = _reader.Header("lambda-runtime-cognito-identity"u8),
            TenantId = _reader.Header("lambda-runtime-aws-tenant-id"u8),
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
        Exchange(
            $"POST {Version}/{path} HTTP/1.1\r\nHost: {runtimeApi}\r\n{headers}Content-Length: {body.Length}\r\n\r\n",
            body
        );
        if (_reader.Status != 202)
        {
            throw new RuntimeApiException(path, _reader.Status);
        }
    }

    /// <summary>
    /// One request and its answer. A kept-alive socket that the other side has closed meanwhile is replaced once;
    /// repeating a call is safe, since the Runtime API refuses a second answer to the same event.
    /// </summary>
    private void Exchange(string head, ReadOnlySpan<byte> body)
    {
        bool reused = _socket is not null;
        try
        {
            try
            {
                Send(head, body);
            }
            catch (Exception e) when (reused && IsConnectionFailure(e))
            {
                Disconnect();
                Send(head, body);
            }
        }
        catch (Exception e) when (IsConnectionFailure(e))
        {
            Disconnect();
            throw new RuntimeApiException($"The Runtime API at {runtimeApi} did not answer: {e.Message}", e);
        }
    }

    private void Send(string head, ReadOnlySpan<byte> body)
    {
        _socket ??= Connect();
        byte[] request = ArrayPool<byte>.Shared.Rent(head.Length + body.Length);
        try
        {
            int length = Encoding.ASCII.GetBytes(head, request);
            body.CopyTo(request.AsSpan(length));
            SendAll(_socket, request.AsSpan(0, length + body.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(request);
        }

        _reader.Read(_socket);
        if (_reader.ConnectionCloses)
        {
            Disconnect();
        }
    }

    private static void SendAll(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[socket.Send(bytes)..];
        }
    }

    private Socket Connect()
    {
        int colon = runtimeApi.LastIndexOf(':');
        string host = runtimeApi[..colon];
        int port = int.Parse(runtimeApi.AsSpan(colon + 1));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (IPAddress.TryParse(host, out var address))
            {
                socket.Connect(address, port);
            }
            else
            {
                socket.Connect(host, port);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Disconnect()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private static bool IsConnectionFailure(Exception e) => e is SocketException or IOException;
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
