using System.Diagnostics;
using System.Security.Cryptography;
using Items.LocalHost.Lambda;
using Items.LocalHost.Requests;
using Items.LocalHost.Template;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Items.LocalHost.Gateway;

/// <summary>API Gateway's HTTP API in front of the function.</summary>
/// <param name="origins">Of the pages that may call it.</param>
/// <param name="bodyTimeout">How long a client may take to send the body of a request.</param>
/// <param name="requests">Receives what happens to each request, and why.</param>
internal sealed class HttpApi(
    SamTemplate template,
    LambdaIntegration integration,
    RequestAuthorizer authorizer,
    PermittedOrigins origins,
    TimeSpan bodyTimeout,
    RequestLog requests
)
{
    private readonly Cors? _cors = template.Api.Cors is { } settings ? new Cors(settings, origins) : null;

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

        _cors?.AddHeaders(context);
        var response = await RecordAsync(context, requestId);
        await response.WriteAsync(context);
    }

    /// <summary>Makes the response and records it, before it is sent: a client finds its own request in the record.</summary>
    private async Task<HttpApiResponse> RecordAsync(HttpContext context, string requestId)
    {
        long startedAt = Stopwatch.GetTimestamp();
        string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var record = requests.Start(requestId, context.Request.Method, target);
        try
        {
            var response = await RespondAsync(context, target, record);
            Complete(response.Status, response.Reason);
            return response;
        }
        catch (BadHttpRequestException invalid)
        {
            var response = GatewayError.Of(invalid).ToResponse();
            Complete(response.Status, response.Reason);
            return response;
        }
        catch (Exception disconnected) when (ClientDisconnect.IsCauseOf(disconnected, context))
        {
            Complete(status: null, "the client disconnected before its request was complete");
            throw;
        }
        catch (Exception failure)
        {
            Complete(StatusCodes.Status500InternalServerError, $"the local host failed: {failure.Message}");
            throw;
        }

        void Complete(int? status, string? reason) =>
            requests.Complete(
                record,
                status,
                Stopwatch.GetElapsedTime(startedAt),
                [.. new[] { reason, CorsRejection(context.Request) }.OfType<string>()]
            );
    }

    private async Task<HttpApiResponse> RespondAsync(
        HttpContext context,
        string rawTarget,
        RequestRecord record
    )
    {
        if (RequestLimits.FindHeadError(context.Request, rawTarget) is { } headError)
        {
            return headError.ToResponse();
        }

        if (RequestTarget.Parse(rawTarget) is not { } target)
        {
            return GatewayError
                .BadRequest(
                    "a percent sign of the path or the query is not followed by two hexadecimal digits"
                )
                .ToResponse();
        }

        string method = context.Request.Method;
        if (HttpMethods.IsTrace(method) || HttpMethods.IsConnect(method))
        {
            return GatewayError.BadRequest($"API Gateway rejects the method {method}").ToResponse();
        }

        if (
            WithoutStage(target.Path) is not { } path
            || Route.Match(template.Function.Routes, method, path) is not var (route, parameters)
        )
        {
            return Preflight(context)
                ?? GatewayError
                    .NotFound($"no route of the template matches {method} {target.Path}")
                    .ToResponse();
        }

        // Before the preflight: on AWS an OPTIONS request that matches only a protected ANY route needs a token, which
        // browsers do not send with a preflight.
        var authorization = await authorizer.AuthorizeAsync(route, context.Request);
        if (authorization is AuthorizationResult.Denied denied)
        {
            return Explain(denied.Error, context.Request, target.Path).ToResponse();
        }

        if (Preflight(context) is { } preflight)
        {
            return preflight;
        }

        if (await RequestLimits.ReadBodyAsync(context, bodyTimeout) is not { } body)
        {
            return GatewayError.TooLarge("the body is larger than 10 MB").ToResponse();
        }

        var httpApiEvent = new HttpApiEvent
        {
            RequestId = record.Id,
            RouteKey = route.Key,
            PathParameters = parameters,
            Target = target,
            Stage = template.Api.Stage,
            Body = body,
            TraceRoot = TraceRoots.Of(context.Request),
            Authorizer = ((AuthorizationResult.Allowed)authorization).Identity?.ToJson(),
        };
        return await InvokeAsync(httpApiEvent, route.Timeout, context, record);
    }

    private async Task<HttpApiResponse> InvokeAsync(
        HttpApiEvent httpApiEvent,
        TimeSpan timeout,
        HttpContext context,
        RequestRecord record
    )
    {
        var json = httpApiEvent.ToJson(context);
        if (json.Length > RuntimeApi.MaximumPayload)
        {
            return GatewayError
                .TooLarge($"the event with this body is larger than {RuntimeApi.MaximumPayload} bytes")
                .ToResponse();
        }

        var invocation = new Invocation(json, httpApiEvent.TraceRoot);
        requests.Invoke(record, invocation.RequestId, httpApiEvent.TraceRoot["Root=".Length..]);
        var response = await integration.InvokeAsync(invocation, timeout);
        return _cors is null ? response : Cors.RemoveCorsHeaders(response);
    }

    private static GatewayError Explain(GatewayError denied, HttpRequest request, string path) =>
        Cors.IsPreflight(request)
            ? denied with
            {
                Reason =
                    $"{denied.Reason}; browsers send no token with a preflight: add a public OPTIONS route for {path} to the template",
            }
            : denied;

    private string? CorsRejection(HttpRequest request) =>
        !Cors.IsCrossOrigin(request) ? null
        : _cors is null ? origins.Rejection(request.Headers.Origin.ToString())
        : _cors.FindRejection(request);

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
}
