using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Items.LocalHost.Issuer;
using Items.LocalHost.Lambda;
using Items.LocalHost.Template;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Items.LocalHost.Gateway;

/// <summary>API Gateway's HTTP API in front of the function.</summary>
/// <param name="bodyTimeout">How long a client may take to send the body of a request.</param>
/// <param name="issuer">Handles the requests to its own paths first; null when it does not run.</param>
internal sealed partial class HttpApi(
    SamTemplate template,
    LambdaFunction function,
    RequestAuthorizer authorizer,
    TimeSpan bodyTimeout,
    LocalIssuer? issuer,
    TextWriter error
)
{
    private readonly Cors? _cors = template.Api.Cors is { } settings ? new Cors(settings) : null;

    public async Task HandleAsync(HttpContext context)
    {
        // The format of API Gateway's ids: eleven bytes are sixteen characters with one '=' at the end.
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

        if (issuer is not null && await issuer.TryHandleAsync(context))
        {
            return;
        }

        _cors?.AddHeaders(context);
        var response = await RespondAsync(context, requestId);
        await response.WriteAsync(context);
    }

    private async Task<HttpApiResponse> RespondAsync(HttpContext context, string requestId)
    {
        string rawTarget = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (RequestLimits.IsHeadTooLarge(context.Request, rawTarget))
        {
            return GatewayError.HeadersTooLarge.ToResponse();
        }

        // API Gateway rejects TRACE and CONNECT.
        if (
            RequestTarget.Parse(rawTarget) is not { } target
            || HttpMethods.IsTrace(context.Request.Method)
            || HttpMethods.IsConnect(context.Request.Method)
        )
        {
            return GatewayError.BadRequest.ToResponse();
        }

        if (
            WithoutStage(target.Path) is not { } path
            || Route.Match(template.Function.Routes, context.Request.Method, path)
                is not var (route, parameters)
        )
        {
            return Preflight(context) ?? GatewayError.NotFound.ToResponse();
        }

        // Before the preflight: on AWS an OPTIONS request that matches only a protected ANY route needs a token, which
        // browsers do not send with a preflight.
        var authorization = await authorizer.AuthorizeAsync(route, context.Request);
        if (authorization is AuthorizationResult.Denied denied)
        {
            return denied.Error.ToResponse();
        }

        if (Preflight(context) is { } preflight)
        {
            return preflight;
        }

        if (await RequestLimits.ReadBodyAsync(context, bodyTimeout) is not { } body)
        {
            return GatewayError.TooLarge.ToResponse();
        }

        var httpApiEvent = new HttpApiEvent
        {
            RequestId = requestId,
            Route = route,
            PathParameters = parameters,
            Target = target,
            Stage = template.Api.Stage,
            Body = body,
            TraceRoot = TraceRootOf(context.Request),
            Identity = ((AuthorizationResult.Allowed)authorization).Identity,
        };
        var json = httpApiEvent.ToJson(context);
        return json.Length > RuntimeApi.MaximumPayload
            ? GatewayError.TooLarge.ToResponse()
            : await InvokeAsync(new Invocation(json, httpApiEvent.TraceRoot), route.Timeout);
    }

    private async Task<HttpApiResponse> InvokeAsync(Invocation invocation, TimeSpan timeout)
    {
        InvocationResult result;
        try
        {
            result = await function.InvokeAsync(invocation).WaitAsync(timeout);
        }
        catch (TimeoutException)
        {
            return GatewayError.Unavailable.ToResponse();
        }

        if (result.IsThrottled)
        {
            return GatewayError.Unavailable.ToResponse();
        }

        if (result.ErrorType is not null)
        {
            return GatewayError.FunctionFailed.ToResponse();
        }

        if (HttpApiResponse.Parse(result.Payload) is not { } response)
        {
            error.WriteLine(
                $"RequestId: {invocation.RequestId} Error: the function's response is not valid for an HTTP API"
            );
            return GatewayError.FunctionFailed.ToResponse();
        }

        return _cors is null ? response : Cors.RemoveCorsHeaders(response);
    }

    private HttpApiResponse? Preflight(HttpContext context) =>
        _cors is not null && Cors.IsPreflight(context.Request) ? _cors.Preflight(context) : null;

    /// <summary>The path that routes match; null when a named stage is not its first segment.</summary>
    private string? WithoutStage(string path)
    {
        if (template.Api.Stage == HttpApiSettings.DefaultStage)
        {
            return path;
        }

        string prefix = $"/{template.Api.Stage}";
        if (path == prefix)
        {
            return "/";
        }

        return path.StartsWith($"{prefix}/", StringComparison.Ordinal) ? path[prefix.Length..] : null;
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
