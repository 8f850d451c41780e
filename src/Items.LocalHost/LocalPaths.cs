using Items.LocalHost.Dashboard;
using Items.LocalHost.Gateway;
using Items.LocalHost.Invoke;
using Items.LocalHost.Issuer;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Items.LocalHost;

/// <summary>Separates the requests to the host's own paths, <c>/_local</c> and below, from those to the API.</summary>
/// <param name="issuer">Null when it does not run.</param>
internal sealed class LocalPaths(
    LocalIssuer? issuer,
    DashboardEndpoints dashboard,
    InvokeEndpoint invoke,
    HttpApi api
)
{
    public const string Root = "/_local";

    public Task HandleAsync(HttpContext context)
    {
        // The gateway parses the path in the same way, so exactly one of them handles a request.
        string rawTarget = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        string path = RequestTarget.Parse(rawTarget)?.Path ?? "";
        if (path == Root || path.StartsWith($"{Root}/", StringComparison.Ordinal))
        {
            return HandleLocalAsync(context, path[Root.Length..]);
        }

        return path == "/" && dashboard.TryRedirectToDocs(context)
            ? Task.CompletedTask
            : api.HandleAsync(context);
    }

    /// <param name="path">Without <see cref="Root"/>.</param>
    private Task HandleLocalAsync(HttpContext context, string path)
    {
        context.Response.Headers.CacheControl = "no-store";
        var handle =
            issuer?.Find(context.Request.Method, path)
            ?? invoke.Find(context.Request.Method, path)
            ?? dashboard.Find(context.Request.Method, path);
        return handle is not null
            ? handle(context)
            : GatewayError.NotFound("the local host has no such path").ToResponse().WriteAsync(context);
    }
}
