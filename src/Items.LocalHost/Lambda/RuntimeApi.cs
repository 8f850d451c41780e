using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Lambda;

/// <summary>The Lambda Runtime API of one sandbox.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html</remarks>
internal sealed class RuntimeApi(string functionArn)
{
    /// <summary>6 MiB and 100 bytes, for events and for responses.</summary>
    public const int MaximumPayload = 6_291_556;

    private const string Prefix = "/2018-06-01/runtime/";
    private const string StreamingMode = "streaming";

    /// <summary>Content type of a stream that begins with status and headers.</summary>
    private const string HttpResponse = "application/vnd.awslambda.http-integration-response";

    private readonly Channel<Invocation> _events = Channel.CreateUnbounded<Invocation>();
    private readonly TaskCompletionSource _firstNext = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TaskCompletionSource<FunctionError> _initError = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly Lock _lock = new();
    private RuntimeState _state = RuntimeState.Started;
    private Invocation? _current;

    /// <summary>Completes when the runtime requests its first event, which ends INIT.</summary>
    public Task FirstNext => _firstNext.Task;

    /// <summary>Completes when the runtime reports that INIT failed.</summary>
    public Task<FunctionError> InitError => _initError.Task;

    public void Enqueue(Invocation invocation) => _events.Writer.TryWrite(invocation);

    public Task HandleAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        string[] parts = path.StartsWith(Prefix, StringComparison.Ordinal)
            ? path[Prefix.Length..].Split('/')
            : [];
        return (context.Request.Method, parts) switch
        {
            ("GET", ["invocation", "next"]) => NextAsync(context),
            ("POST", ["invocation", var id, "response"]) => ReceiveAsync(context, id, isError: false),
            ("POST", ["invocation", var id, "error"]) => ReceiveAsync(context, id, isError: true),
            ("POST", ["init", "error"]) => ReceiveInitErrorAsync(context),
            _ => RuntimeApiResponse.ErrorAsync(
                context,
                404,
                "NotFound",
                "the Runtime API has no such operation"
            ),
        };
    }

    private async Task NextAsync(HttpContext context)
    {
        Invocation? invocation;
        lock (_lock)
        {
            // A second request for the next event, without a response to the first, returns the same event.
            invocation = _state == RuntimeState.Running ? _current : null;
            if (_state == RuntimeState.ResponseSent)
            {
                _current!.Complete();
            }

            _state = invocation is null ? RuntimeState.Ready : RuntimeState.Running;
        }

        _firstNext.TrySetResult();
        if (invocation is null)
        {
            invocation = await _events.Reader.ReadAsync(context.RequestAborted);
            lock (_lock)
            {
                _current = invocation;
                _state = RuntimeState.Running;
            }
        }

        // Without Client-Context, Cognito-Identity and Aws-Tenant-Id: Lambda omits headers without a value.
        var headers = context.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = invocation.Deadline.ToUnixTimeMilliseconds().ToString();
        headers["Lambda-Runtime-Invoked-Function-Arn"] = functionArn;
        headers["Lambda-Runtime-Trace-Id"] = invocation.TraceHeader;
        await RuntimeApiResponse.WriteAsync(context, 200, invocation.Event);
    }

    private async Task ReceiveAsync(HttpContext context, string id, bool isError)
    {
        Invocation? invocation;
        RuntimeState state;
        lock (_lock)
        {
            (invocation, state) = (_current, _state);
        }

        if (state == RuntimeState.Started)
        {
            await RuntimeApiResponse.InvalidStateAsync(context, state, isError);
            return;
        }

        if (invocation?.RequestId != id)
        {
            await RuntimeApiResponse.ErrorAsync(context, 400, "InvalidRequestID", "Invalid request ID");
            return;
        }

        if (!isError && invocation.AcceptsStream && ResponseMode(context) == StreamingMode)
        {
            await ReceiveStreamAsync(context, invocation);
            return;
        }

        byte[]? payload = await ReadAsync(context);
        if (!TryLeaveRunning(invocation, out state))
        {
            await RuntimeApiResponse.InvalidStateAsync(context, state, isError);
        }
        else if (payload is null)
        {
            invocation.Fail(
                "Function.ResponseSizeTooLarge",
                $"the function's response is larger than {MaximumPayload} bytes"
            );
            await RuntimeApiResponse.TooLargeAsync(context);
        }
        else if (isError)
        {
            var error = RuntimeError.Read(context.Request, payload);
            invocation.Fail(error.Type, $"the function reported the error {error.Reason}");
            await RuntimeApiResponse.AcceptedAsync(context);
        }
        else if (ResponseMode(context) is not ("" or "buffered" or StreamingMode))
        {
            invocation.Fail(
                "Runtime.InvalidResponseModeHeader",
                $"the runtime sent the invalid response mode {ResponseMode(context)}"
            );
            await RuntimeApiResponse.ErrorAsync(
                context,
                400,
                "InvalidFunctionResponseMode",
                "Invalid response mode header"
            );
        }
        else
        {
            invocation.Respond(payload);
            await RuntimeApiResponse.AcceptedAsync(context);
        }
    }

    /// <summary>Passes a response on while it is received. What follows after an error or a broken connection is its error.</summary>
    private async Task ReceiveStreamAsync(HttpContext context, Invocation invocation)
    {
        var stream = new ResponseStream(context.Request.ContentType == HttpResponse);
        if (!invocation.TryBeginStream(stream))
        {
            await RuntimeApiResponse.InvalidStateAsync(context, RuntimeState.ResponseSent, isError: false);
            return;
        }

        FunctionError? error;
        try
        {
            await stream.CopyFromAsync(context.Request.Body);
            error = RuntimeError.ReadTrailers(context.Request);
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            error = new FunctionError(
                "Runtime.TruncatedResponse",
                "the connection of the runtime ended before its response"
            );
        }

        TryLeaveRunning(invocation, out _);
        invocation.EndStream(stream, error);
        await RuntimeApiResponse.AcceptedAsync(context);
    }

    private async Task ReceiveInitErrorAsync(HttpContext context)
    {
        RuntimeState state;
        lock (_lock)
        {
            state = _state;
        }

        if (state != RuntimeState.Started)
        {
            await RuntimeApiResponse.InvalidStateAsync(context, state, isError: true);
            return;
        }

        byte[]? payload = await ReadAsync(context);
        await RuntimeApiResponse.AcceptedAsync(context);
        _initError.TrySetResult(RuntimeError.Read(context.Request, payload));
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

            _state = RuntimeState.ResponseSent;
            return true;
        }
    }

    /// <returns>Null when the body is over the limit. It is read to its end, so that the client receives the response.</returns>
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

    private static string ResponseMode(HttpContext context) =>
        context.Request.Headers["Lambda-Runtime-Function-Response-Mode"].ToString();
}

/// <summary>A runtime's state. Error messages contain these names.</summary>
internal enum RuntimeState
{
    Started,
    Ready,
    Running,
    ResponseSent,
}
