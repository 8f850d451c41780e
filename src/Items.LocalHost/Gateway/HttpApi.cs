using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Items.LocalHost.Lambda;
using Items.LocalHost.Template;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Items.LocalHost.Gateway;

/// <summary>API Gateway's HTTP API in front of the function, on the loopback addresses only.</summary>
internal sealed partial class HttpApi : IAsyncDisposable
{
    private const int MaximumBody = 10 * 1024 * 1024;

    /// <summary>Bytes of the request line and all header values together.</summary>
    private const int MaximumHead = 10_240;

    private readonly string _stage;
    private readonly IReadOnlyList<Route> _routes;
    private readonly LambdaFunction _function;
    private readonly Cors? _cors;
    private readonly TaskCompletionSource<Guard> _guard = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TextWriter _error;
    private readonly List<LoopbackServer> _servers = [];

    private HttpApi(Stack stack, LambdaFunction function, TextWriter error)
    {
        _error = error;
        _stage = stack.Api.Stage;
        _routes = stack.Function.Routes;
        _function = function;
        _cors = stack.Api.Cors is { } cors ? new Cors(cors) : null;
    }

    public int Port => _servers[0].Port;

    public bool HasRoute(string path) => _routes.Any(route => route.Path == path);

    /// <summary>An access token that opens this API; null when it needs none, or none of the local issuer's.</summary>
    public string? ReadyToken() =>
        _guard.Task.IsCompletedSuccessfully && _guard.Task.Result is { Developer: null, Issuer: { } issuer }
            ? issuer.ReadyToken()
            : null;

    /// <param name="guard">Made for the port, which is part of the local issuer's name.</param>
    /// <exception cref="HostError">The port is taken.</exception>
    public static async Task<HttpApi> StartAsync(
        Stack stack,
        LambdaFunction function,
        int port,
        Func<int, Guard> guard,
        TextWriter error
    )
    {
        var api = new HttpApi(stack, function, error);
        try
        {
            api._servers.Add(await LoopbackServer.StartAsync(IPAddress.Loopback, port, api.HandleAsync));

            // "localhost" is ::1 first for many clients.
            if (LoopbackServer.HasIPv6Loopback())
            {
                api._servers.Add(
                    await LoopbackServer.StartAsync(IPAddress.IPv6Loopback, api.Port, api.HandleAsync)
                );
            }

            api._guard.SetResult(guard(api.Port));
            return api;
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            await api.DisposeAsync();
            return port == 0
                ? await StartAsync(stack, function, port, guard, error)
                : throw new HostError(
                    $"port {port} is in use; stop what listens there or choose another with --port"
                );
        }
        catch (Exception failure) when (failure is System.Net.Sockets.SocketException or IOException)
        {
            await api.DisposeAsync();
            throw new HostError($"cannot listen on port {port}: {failure.Message}");
        }
    }

    /// <summary>Takes no more requests and waits until those in progress are answered.</summary>
    public async Task StopAsync()
    {
        // The bound is for clients that never send their request to its end; all others are answered by then.
        using var limit = new CancellationTokenSource(
            _routes.Select(route => route.Timeout).DefaultIfEmpty().Max()
        );
        await Task.WhenAll(_servers.Select(server => server.StopAsync(limit.Token)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        // Eleven bytes are sixteen characters with one '=' at the end, the shape of API Gateway's ids.
        string requestId = Convert.ToBase64String(RandomNumberGenerator.GetBytes(11));
        context.Response.Headers["apigw-requestid"] = requestId;
        if (
            !context
                .Request.Headers.Connection.ToString()
                .Contains("close", StringComparison.OrdinalIgnoreCase)
        )
        {
            context.Response.Headers.Connection = "keep-alive";
        }

        try
        {
            var guard = await _guard.Task;
            if (guard.Issuer is { } issuer && await issuer.TryHandleAsync(context))
            {
                return;
            }

            _cors?.AddHeaders(context);
            var (reply, error) = await AnswerAsync(context, requestId, guard);
            await (reply?.WriteAsync(context) ?? error!.WriteAsync(context));
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // The caller has gone; an invocation that it started goes on.
        }
    }

    private async Task<(HttpApiReply? Reply, GatewayError? Error)> AnswerAsync(
        HttpContext context,
        string requestId,
        Guard guard
    )
    {
        string rawTarget = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (HeadSize(context.Request, rawTarget) > MaximumHead)
        {
            return (null, GatewayError.HeadersTooLarge);
        }

        // The front end of API Gateway refuses TRACE and CONNECT.
        if (
            RequestTarget.Parse(rawTarget) is not { } target
            || HttpMethods.IsTrace(context.Request.Method)
            || HttpMethods.IsConnect(context.Request.Method)
        )
        {
            return (null, GatewayError.BadRequest);
        }

        if (
            WithoutStage(target.Path) is not { } path
            || Route.Match(_routes, context.Request.Method, path) is not var (route, parameters)
        )
        {
            return Preflight(context) is { } unrouted ? (unrouted, null) : (null, GatewayError.NotFound);
        }

        // Before the preflight: an OPTIONS that only a protected ANY route matches needs a token, which no browser sends.
        var (identity, denial) = await guard.AdmitAsync(route, context.Request);
        if (denial is not null)
        {
            return (null, denial);
        }

        if (Preflight(context) is { } preflight)
        {
            return (preflight, null);
        }

        if (await ReadBodyAsync(context) is not { } body)
        {
            return (null, GatewayError.TooLarge);
        }

        var httpApiEvent = new HttpApiEvent
        {
            RequestId = requestId,
            Route = route,
            PathParameters = parameters,
            Target = target,
            Stage = _stage,
            Body = body,
            TraceRoot = TraceRootOf(context.Request),
            Identity = identity,
        };
        var json = httpApiEvent.ToJson(context);
        return json.Length > RuntimeApi.MaximumPayload
            ? (null, GatewayError.TooLarge)
            : await InvokeAsync(new Invocation(json, httpApiEvent.TraceRoot), route.Timeout);
    }

    private async Task<(HttpApiReply?, GatewayError?)> InvokeAsync(Invocation invocation, TimeSpan timeout)
    {
        InvocationResult result;
        try
        {
            result = await _function.InvokeAsync(invocation).WaitAsync(timeout);
        }
        catch (TimeoutException)
        {
            return (null, GatewayError.Unavailable);
        }

        if (result.IsThrottled)
        {
            return (null, GatewayError.Unavailable);
        }

        if (result.ErrorType is not null)
        {
            return (null, GatewayError.FunctionFailed);
        }

        if (HttpApiReply.Parse(result.Payload) is not { } reply)
        {
            _error.WriteLine(
                $"RequestId: {invocation.RequestId} Error: the response is not one that an HTTP API takes"
            );
            return (null, GatewayError.FunctionFailed);
        }

        return (_cors is null ? reply : Cors.WithoutOwn(reply), null);
    }

    private HttpApiReply? Preflight(HttpContext context) =>
        _cors is not null && Cors.IsPreflight(context.Request) ? _cors.Preflight(context) : null;

    /// <summary>The path that routes see; null when the first segment is not the stage's name.</summary>
    private string? WithoutStage(string path)
    {
        if (_stage == HttpApiSettings.DefaultStage)
        {
            return path;
        }

        string prefix = $"/{_stage}";
        if (path == prefix)
        {
            return "/";
        }

        return path.StartsWith($"{prefix}/", StringComparison.Ordinal) ? path[prefix.Length..] : null;
    }

    private static int HeadSize(HttpRequest request, string rawTarget) =>
        request.Method.Length
        + rawTarget.Length
        + " HTTP/1.1".Length
        + 1
        + request.Headers.Sum(header => header.Value.Sum(value => Encoding.UTF8.GetByteCount(value ?? "")));

    /// <returns>Null when it is longer than the gateway takes.</returns>
    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaximumBody)
        {
            return null;
        }

        var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (body.Length + count > MaximumBody)
            {
                return null;
            }

            body.Write(buffer, 0, count);
        }

        return body.ToArray();
    }

    private static string TraceRootOf(HttpRequest request)
    {
        var sent = TraceRoot().Match(request.Headers["x-amzn-trace-id"].ToString());
        return sent.Success
            ? sent.Value
            : $"Root=1-{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x8}-{Ids.Hex(12)}";
    }

    [GeneratedRegex("Root=1-[0-9a-f]{8}-[0-9a-f]{24}", RegexOptions.None, 1000)]
    private static partial Regex TraceRoot();
}
