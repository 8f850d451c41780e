using System.Text.Json;
using Items.LocalHost.Requests;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Dashboard;

/// <summary>A stream of server-sent events with the changes of the requests.</summary>
internal static class RequestEvents
{
    /// <summary>How often changes are sent. Under load the changes of this time are one message.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Completes when the client or the host ends the connection.</summary>
    public static async Task SendAsync(HttpContext context, RequestLog requests)
    {
        var connection = context.Features.Get<IConnectionLifetimeNotificationFeature>()!;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            connection.ConnectionClosedRequested
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
}
