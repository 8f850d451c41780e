using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Items.LocalHost.Gateway;
using Items.LocalHost.Requests;
using Items.LocalHost.Tables;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Dashboard;

/// <summary>The page at <c>/_local</c> and the data that it shows.</summary>
/// <param name="getInfo">Called for each request, because a token expires.</param>
/// <param name="tableReset">Null when the tables are not the host's own.</param>
internal sealed class DashboardEndpoints(
    RequestLog requests,
    Func<DashboardInfo> getInfo,
    TableReset? tableReset,
    string? docsPath
)
{
    /// <summary>How often changes are sent. Under load the changes of this time are one message.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <param name="path">Without <see cref="LocalPaths.Root"/>.</param>
    /// <returns>Null when method and path are not those of an endpoint.</returns>
    public RequestDelegate? Find(string method, string path) =>
        (method, path) switch
        {
            ("GET" or "HEAD", _) when DashboardFile.Find(path) is { } file => file.ToResponse().WriteAsync,
            ("GET", "/info") => context =>
                WriteAsync(context, getInfo(), DashboardJsonContext.Default.DashboardInfo),
            ("GET", "/requests") => context =>
                WriteAsync(context, requests.ChangesSince(0), RequestJsonContext.Default.RequestChanges),
            ("GET", _) when FindRequest(path) is { } details => context =>
                WriteAsync(context, details, RequestJsonContext.Default.RequestDetails),
            ("GET", "/events") => SendEventsAsync,
            ("POST", "/reset") => ResetAsync,
            _ => null,
        };

    /// <summary>Leads a browser from the root of the API, whose response is the health as JSON, to the documentation.</summary>
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

    /// <summary>Server-sent events: the changes of the requests, until the client or the host ends the connection.</summary>
    private async Task SendEventsAsync(HttpContext context)
    {
        var hostStops = context.Features.Get<IConnectionLifetimeNotificationFeature>()!;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            hostStops.ConnectionClosedRequested
        );
        using var timer = new PeriodicTimer(Interval);
        context.Response.ContentType = "text/event-stream";
        // The first message has every request, even if there is none.
        long sent = -1;
        try
        {
            do
            {
                if (requests.Version != sent)
                {
                    var changes = requests.ChangesSince(sent);
                    string json = JsonSerializer.Serialize(
                        changes,
                        RequestJsonContext.Default.RequestChanges
                    );
                    await context.Response.WriteAsync($"data: {json}\n\n", end.Token);
                    await context.Response.Body.FlushAsync(end.Token);
                    sent = changes.Version;
                }
            } while (await timer.WaitForNextTickAsync(end.Token));
        }
        catch (OperationCanceledException)
        {
            // The client has disconnected, or the host stops.
        }
    }

    private async Task ResetAsync(HttpContext context)
    {
        // Browsers send the request of any page.
        if (Cors.IsCrossOrigin(context.Request))
        {
            await new GatewayError(403, "Only the page of this host may reset the data", "another origin")
                .ToResponse()
                .WriteAsync(context);
        }
        else if (tableReset is null)
        {
            await new GatewayError(409, "The tables are not those of this host", "option --dynamodb")
                .ToResponse()
                .WriteAsync(context);
        }
        else
        {
            await tableReset.RunAsync(context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type) =>
        new HttpApiResponse(
            StatusCodes.Status200OK,
            [
                KeyValuePair.Create("content-type", "application/json"),
                KeyValuePair.Create("x-content-type-options", "nosniff"),
                // Contains a token: no page of another origin may load it.
                KeyValuePair.Create("cross-origin-resource-policy", "same-origin"),
            ],
            [],
            JsonSerializer.SerializeToUtf8Bytes(value, type)
        ).WriteAsync(context);
}
