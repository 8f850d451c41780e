using Items.LocalHost.Gateway;
using Items.LocalHost.Issuer;
using Items.LocalHost.Queues;
using Items.LocalHost.Requests;
using Items.LocalHost.Tables;
using Items.LocalHost.Template;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Dashboard;

/// <summary>The page at <c>/_local</c> and the data that it shows.</summary>
/// <param name="getInfo">Called for each request, because a token expires.</param>
/// <param name="tableReset">Null when the tables are not the host's own.</param>
/// <param name="queues">Null when the template has none.</param>
/// <param name="docsPath">Null when the template has no route for documentation.</param>
internal sealed class DashboardEndpoints(
    RequestLog requests,
    Func<DashboardInfo> getInfo,
    TableReset? tableReset,
    QueueStore? queues,
    string? docsPath
)
{
    private readonly QueueEndpoints? _queueEndpoints = queues is null ? null : new QueueEndpoints(queues);

    /// <param name="tables">Null when the template has none.</param>
    /// <param name="tokenIssuer">Null when the host issues no token for the API.</param>
    /// <param name="reset">Null when the tables are not the host's own.</param>
    public static DashboardEndpoints Create(
        SamTemplate template,
        HostOptions options,
        TableServer? tables,
        TableReset? reset,
        QueueStore? queues,
        LocalIssuer? tokenIssuer,
        RequestLog requests
    )
    {
        string file = SamTemplate.Find(options.Template);
        string stage = template.Api.Stage;
        string root = stage == HttpApiSettings.DefaultStage ? "" : $"/{stage}";
        string[] documentation = DashboardInfo.DocumentationPathsOf(template);
        return new DashboardEndpoints(
            requests,
            () =>
                new DashboardInfo(
                    file,
                    root,
                    documentation,
                    tokenIssuer?.CreateServiceToken(),
                    NeedsToken: !options.NoAuth,
                    tables?.Description,
                    CanReset: reset is not null,
                    HasQueues: queues is not null
                ),
            reset,
            queues,
            documentation.Contains("/docs") ? $"{root}/docs" : null
        );
    }

    /// <param name="path">Without <see cref="LocalPaths.Root"/>.</param>
    /// <returns>Null when method and path are not those of an endpoint.</returns>
    public RequestDelegate? Find(string method, string path) =>
        (method, path) switch
        {
            ("GET" or "HEAD", _) when DashboardFile.Find(path) is { } file => file.ToResponse().WriteAsync,
            ("GET", "/info") => context =>
                LocalResponse.WriteAsync(context, getInfo(), DashboardJsonContext.Default.DashboardInfo),
            ("GET", "/requests") => context =>
                LocalResponse.WriteAsync(
                    context,
                    requests.ChangesSince(0),
                    RequestJsonContext.Default.RequestChanges
                ),
            ("GET", _) when FindRequest(path) is { } details => context =>
                LocalResponse.WriteAsync(context, details, RequestJsonContext.Default.RequestDetails),
            ("GET", "/events") => context => RequestEvents.SendAsync(context, requests),
            ("POST", "/reset") => ResetAsync,
            _ => _queueEndpoints?.Find(method, path),
        };

    /// <summary>Redirects a browser from the root of the API, whose response is the health as JSON, to the documentation.</summary>
    /// <returns>False when the request is not one of a browser for a page.</returns>
    public bool TryRedirectToDocs(HttpContext context)
    {
        if (
            docsPath is null
            || !HttpMethods.IsGet(context.Request.Method)
            || !context
                .Request.Headers.Accept.ToString()
                .Contains("text/html", StringComparison.OrdinalIgnoreCase)
        )
        {
            return false;
        }

        context.Response.Headers.Vary = "accept";
        context.Response.Redirect(docsPath);
        return true;
    }

    private RequestDetails? FindRequest(string path) =>
        path.StartsWith("/requests/", StringComparison.Ordinal)
            ? requests.Find(path["/requests/".Length..])
            : null;

    private async Task ResetAsync(HttpContext context)
    {
        if (LocalResponse.FindOriginError(context.Request) is { } error)
        {
            await error.ToResponse().WriteAsync(context);
        }
        else if (tableReset is null)
        {
            await new GatewayError(409, "The tables are not those of this host", "option --dynamodb")
                .ToResponse()
                .WriteAsync(context);
        }
        else
        {
            queues?.Clear();
            await tableReset.RunAsync(context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }
}
