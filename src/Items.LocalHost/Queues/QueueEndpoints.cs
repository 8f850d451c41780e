using Items.LocalHost.Dashboard;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Queues;

/// <summary>The host's own endpoints for its queues: their state and the redrive of dead letters.</summary>
internal sealed class QueueEndpoints(QueueStore queues)
{
    public const string Path = $"{LocalPaths.Root}/queues";

    private const string Below = "/queues/";
    private const string Redrive = "/redrive";

    public static string RedriveOf(string queue) => $"{Path}/{Uri.EscapeDataString(queue)}{Redrive}";

    /// <param name="path">Without <see cref="LocalPaths.Root"/>.</param>
    /// <returns>Null when method and path are not those of an endpoint.</returns>
    public RequestDelegate? Find(string method, string path) =>
        (method, path) switch
        {
            ("GET", "/queues") => context =>
                LocalResponse.WriteAsync(
                    context,
                    queues.States(),
                    QueueJsonContext.Default.IReadOnlyListQueueState
                ),
            ("POST", _) when FindDeadLetters(path) is { } deadLetters => context =>
                RedriveAsync(context, deadLetters),
            _ => null,
        };

    /// <returns>Null when the path is not that of a redrive, or the queue receives no failed messages.</returns>
    private SqsQueue? FindDeadLetters(string path) =>
        path.StartsWith(Below, StringComparison.Ordinal)
        && path.EndsWith(Redrive, StringComparison.Ordinal)
        && path.Length > Below.Length + Redrive.Length
            ? queues.Queues.FirstOrDefault(queue =>
                queue.Name == path[Below.Length..^Redrive.Length]
                && queues.Queues.Any(source => source.DeadLetters == queue)
            )
            : null;

    private Task RedriveAsync(HttpContext context, SqsQueue deadLetters) =>
        LocalResponse.FindOriginError(context.Request) is { } error
            ? error.ToResponse().WriteAsync(context)
            : LocalResponse.WriteAsync(
                context,
                new RedriveResult(queues.Redrive(deadLetters)),
                QueueJsonContext.Default.RedriveResult
            );
}

/// <param name="Moved">Number of messages.</param>
internal sealed record RedriveResult(int Moved);
