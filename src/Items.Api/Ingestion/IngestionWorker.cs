using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Items.Api.Imports;
using Items.Api.Webhooks;
using NativeLambda.Queues;

namespace Items.Api.Ingestion;

/// <summary>Processes the messages of the ingestion queue.</summary>
internal sealed class IngestionWorker(ImportWorker imports, WebhookWorker webhooks)
{
    /// <returns>
    /// <see cref="MessageResult.Failed"/> for a message that this version of the code cannot read: the queue keeps it.
    /// </returns>
    public MessageResult Process(QueueMessage message, CancellationToken cancellationToken)
    {
        var body = message.Body.Span;
        try
        {
            return Read(body, ItemsJsonContext.Default.MessageHead) switch
            {
                { Type: ImportMessage.TypeName, Version: ImportMessage.LatestVersion } => imports.Process(
                    Read(body, ItemsJsonContext.Default.ImportMessage),
                    message.ReceiveCount,
                    cancellationToken
                ),
                { Type: WebhookMessage.TypeName, Version: WebhookMessage.LatestVersion } => webhooks.Process(
                    Read(body, ItemsJsonContext.Default.WebhookMessage),
                    cancellationToken
                ),
                var head => new MessageResult.Failed(
                    $"The message has the unknown type '{head.Type}' in version {head.Version}."
                ),
            };
        }
        catch (JsonException)
        {
            return new MessageResult.Failed("The message is malformed.");
        }
    }

    private static T Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> json) =>
        JsonSerializer.Deserialize(body, json) ?? throw new JsonException("The message is null.");
}
