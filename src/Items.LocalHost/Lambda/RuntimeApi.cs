using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Lambda;

/// <summary>The Lambda Runtime API of one sandbox, on a port of its own because its address carries no path.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html</remarks>
internal sealed class RuntimeApi : IAsyncDisposable
{
    /// <summary>6 MiB and 100 bytes, for events and for responses.</summary>
    public const int MaximumPayload = 6_291_556;

    private const string Prefix = "/2018-06-01/runtime/";

    private readonly string _functionArn;
    private readonly Channel<Invocation> _events = Channel.CreateUnbounded<Invocation>();
    private readonly TaskCompletionSource _firstNext = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TaskCompletionSource<string> _initError = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly Lock _lock = new();
    private LoopbackServer? _server;
    private RuntimeState _state = RuntimeState.Started;
    private Invocation? _current;

    private RuntimeApi(string functionArn) => _functionArn = functionArn;

    /// <summary>Value of AWS_LAMBDA_RUNTIME_API.</summary>
    public string Address => $"127.0.0.1:{_server!.Port}";

    /// <summary>INIT is over: the runtime has asked for its first event.</summary>
    public Task FirstNext => _firstNext.Task;

    /// <summary>The error type of an INIT that the runtime gave up.</summary>
    public Task<string> InitError => _initError.Task;

    public static async Task<RuntimeApi> StartAsync(string functionArn)
    {
        var api = new RuntimeApi(functionArn);
        api._server = await LoopbackServer.StartAsync(IPAddress.Loopback, 0, api.HandleAsync);
        return api;
    }

    public void Offer(Invocation invocation) => _events.Writer.TryWrite(invocation);

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private Task HandleAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        string[] parts = path.StartsWith(Prefix, StringComparison.Ordinal)
            ? path[Prefix.Length..].Split('/')
            : [];
        return (context.Request.Method, parts) switch
        {
            ("GET", ["invocation", "next"]) => NextAsync(context),
            ("POST", ["invocation", var id, "response"]) => AnswerAsync(context, id, isError: false),
            ("POST", ["invocation", var id, "error"]) => AnswerAsync(context, id, isError: true),
            ("POST", ["init", "error"]) => InitErrorAsync(context),
            _ => ErrorAsync(context, 404, "NotFound", "no such call of the Runtime API"),
        };
    }

    private async Task NextAsync(HttpContext context)
    {
        Invocation? invocation;
        lock (_lock)
        {
            // A runtime that asks again instead of answering gets the event that it still holds.
            invocation = _state == RuntimeState.Running ? _current : null;
            if (_state == RuntimeState.Answered)
            {
                _current!.Finish();
            }

            _state = invocation is null ? RuntimeState.Ready : RuntimeState.Running;
        }

        _firstNext.TrySetResult();
        if (invocation is null)
        {
            try
            {
                invocation = await _events.Reader.ReadAsync(context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            lock (_lock)
            {
                _current = invocation;
                _state = RuntimeState.Running;
            }
        }

        // Client-Context, Cognito-Identity and Aws-Tenant-Id have no value here, and a header without one is not sent.
        var headers = context.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = invocation.Deadline.ToUnixTimeMilliseconds().ToString();
        headers["Lambda-Runtime-Invoked-Function-Arn"] = _functionArn;
        headers["Lambda-Runtime-Trace-Id"] = invocation.TraceId;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = invocation.Event.Length;
        await context.Response.Body.WriteAsync(invocation.Event);
    }

    private async Task AnswerAsync(HttpContext context, string id, bool isError)
    {
        Invocation? invocation;
        RuntimeState state;
        lock (_lock)
        {
            (invocation, state) = (_current, _state);
        }

        if (state == RuntimeState.Started)
        {
            await WrongStateAsync(context, state, isError);
            return;
        }

        if (invocation?.RequestId != id)
        {
            await ErrorAsync(context, 400, "InvalidRequestID", "Invalid request ID");
            return;
        }

        byte[]? payload = await ReadAsync(context);
        if (!TryLeaveRunning(invocation, out state))
        {
            await WrongStateAsync(context, state, isError);
        }
        else if (payload is null)
        {
            invocation.Fail("Function.ResponseSizeTooLarge");
            await ErrorAsync(
                context,
                413,
                "RequestEntityTooLarge",
                $"Exceeded maximum allowed payload size ({MaximumPayload} bytes)."
            );
        }
        else if (isError)
        {
            invocation.Fail(ErrorType(context));
            await AcceptAsync(context);
        }
        else if (ResponseMode(context) is not ("" or "buffered" or "streaming"))
        {
            invocation.Fail("Runtime.InvalidResponseModeHeader");
            await ErrorAsync(context, 400, "InvalidFunctionResponseMode", "Invalid response mode header");
        }
        else
        {
            invocation.Respond(payload);
            await AcceptAsync(context);
        }
    }

    private async Task InitErrorAsync(HttpContext context)
    {
        RuntimeState state;
        lock (_lock)
        {
            state = _state;
        }

        if (state != RuntimeState.Started)
        {
            await WrongStateAsync(context, state, isError: true);
            return;
        }

        await ReadAsync(context);
        await AcceptAsync(context);
        _initError.TrySetResult(ErrorType(context));
    }

    private bool TryLeaveRunning(Invocation invocation, out RuntimeState state)
    {
        lock (_lock)
        {
            state = _state;
            if (_state != RuntimeState.Running || _current != invocation)
            {
                return false;
            }

            _state = RuntimeState.Answered;
            return true;
        }
    }

    /// <returns>The body, or null when it is over the limit; then it is read to its end, so that the answer arrives.</returns>
    private static async Task<byte[]?> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        bool isTooLarge = false;
        int count;
        while ((count = await context.Request.Body.ReadAsync(buffer)) > 0)
        {
            isTooLarge |= body.Length + count > MaximumPayload;
            if (!isTooLarge)
            {
                body.Write(buffer, 0, count);
            }
        }

        return isTooLarge ? null : body.ToArray();
    }

    private static string ErrorType(HttpContext context) =>
        context.Request.Headers["Lambda-Runtime-Function-Error-Type"].ToString() is { Length: > 0 } type
            ? type
            : "Function.Unknown";

    private static string ResponseMode(HttpContext context) =>
        context.Request.Headers["Lambda-Runtime-Function-Response-Mode"].ToString();

    private static Task AcceptAsync(HttpContext context) =>
        ReplyAsync(context, 202, "{\"status\":\"OK\"}\n"u8.ToArray());

    private static Task WrongStateAsync(HttpContext context, RuntimeState state, bool isError) =>
        ErrorAsync(
            context,
            403,
            "InvalidStateTransition",
            $"State transition from {state} to {(isError ? "Error" : "Response")} failed for runtime. Error: invalid state"
        );

    private static Task ErrorAsync(HttpContext context, int status, string type, string message)
    {
        var body = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("errorMessage", message);
            json.WriteString("errorType", type);
            json.WriteEndObject();
        }

        return ReplyAsync(context, status, body.WrittenMemory);
    }

    private static async Task ReplyAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }
}

/// <summary>Where a runtime is in its loop; the wire says these names.</summary>
internal enum RuntimeState
{
    Started,
    Ready,
    Running,
    Answered,
}
