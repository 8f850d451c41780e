using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NativeLambda.Queues;

namespace Items.Api.Ingestion;

/// <summary>Sends messages to <see cref="IngestionWorker"/>.</summary>
internal sealed class IngestionQueue(SqsClient queue)
{
    /// <summary>Returns when the queue has stored all of them.</summary>
    /// <exception cref="QueueUnavailableException">It may have stored none, some or all of them.</exception>
    public void Send<T>(IEnumerable<T> messages, JsonTypeInfo<T> json, CancellationToken cancellationToken) =>
        queue.Send(
            [.. messages.Select(message => JsonSerializer.Serialize(message, json))],
            cancellationToken
        );
}
