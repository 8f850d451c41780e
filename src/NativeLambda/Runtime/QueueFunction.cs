using System.Buffers;
using System.Text.Json;
using NativeLambda.Aws;
using NativeLambda.DynamoDb;
using NativeLambda.Http;
using NativeLambda.Queues;
using NativeLambda.Telemetry;

namespace NativeLambda.Runtime;

/// <summary>
/// Processes batches of messages, one message after another. The result is a partial batch response: only messages that
/// failed stay in the queue. The event source mapping needs <c>FunctionResponseTypes: [ReportBatchItemFailures]</c>.
/// </summary>
/// <param name="process">
/// Processes one message. An exception fails this message only, except for a <see cref="ProcessMustEndException"/>, which
/// fails the rest of the batch too. The token is cancelled shortly before Lambda's timeout; messages that have not been
/// started then stay in the queue.
/// </param>
public sealed class QueueFunction(
    Func<QueueMessage, CancellationToken, MessageResult> process,
    FunctionTelemetry telemetry
)
{
    /// <summary>Never throws: whatever the event is, the result is a response or an error.</summary>
    internal InvocationResult Handle(ReadOnlyMemory<byte> eventJson, CancellationToken cancellationToken)
    {
        var line = new BatchLine();
        List<ReceivedMessage> messages;
        try
        {
            messages = QueueEvent.Read(eventJson);
        }
        catch (JsonException e)
        {
            telemetry.Log.Write(LogEvents.UnsupportedEvent, e);
            return FunctionError.UnsupportedEvent;
        }

        var failed = new List<string>();
        ProcessMustEndException? end = null;
        foreach (var received in messages)
        {
            bool isStarted = end is null && !cancellationToken.IsCancellationRequested;
            var (result, exception) = isStarted ? Process(received, cancellationToken) : NotStarted;
            end ??= exception as ProcessMustEndException;
            line.Add(received.Message, result);
            WriteLine(received.Message, result, exception);
            if (result is MessageResult.Failed)
            {
                failed.Add(received.Message.Id);
            }
        }

        line.WriteTo(telemetry, end);
        return new InvocationResult(ToJson(failed), EndsProcess: end is not null);
    }

    private static (MessageResult Result, Exception? Exception) NotStarted =>
        (new MessageResult.Failed("The batch ended before this message was started"), null);

    private (MessageResult Result, Exception? Exception) Process(
        ReceivedMessage received,
        CancellationToken cancellationToken
    )
    {
        if (!received.IsReadable)
        {
            return (new MessageResult.Failed("The body is not Unicode text"), null);
        }

        try
        {
            return (process(received.Message, cancellationToken), null);
        }
        catch (Exception e)
        {
            string reason = IsTransient(e)
                ? "A service that the message needs is not available"
                : "An exception";
            return (new MessageResult.Failed(reason), e);
        }
    }

    private static bool IsTransient(Exception e) =>
        e is ProcessMustEndException or QueueUnavailableException
        || AwsServiceException.IsTransient(e)
        || DynamoDbFailures.UnavailableDetail(e) is not null;

    private void WriteLine(QueueMessage message, MessageResult result, Exception? exception)
    {
        var (logEvent, reason) = result switch
        {
            MessageResult.Failed failed => (LogEvents.MessageFailed, failed.Reason),
            MessageResult.Discarded discarded => (LogEvents.MessageDiscarded, discarded.Reason),
            MessageResult.Processed => (null, null),
        };
        if (logEvent is not null)
        {
            telemetry.Log.Write(
                logEvent,
                exception,
                json =>
                {
                    json.WriteString("message_id"u8, message.Id);
                    json.WriteNumber("receive_count"u8, message.ReceiveCount);
                    json.WriteString("reason"u8, reason);
                }
            );
        }
    }

    private static ReadOnlyMemory<byte> ToJson(List<string> failed)
    {
        var response = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(response);
        json.WriteStartObject();
        json.WriteStartArray("batchItemFailures"u8);
        foreach (string id in failed)
        {
            json.WriteStartObject();
            json.WriteString("itemIdentifier"u8, id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return response.WrittenMemory;
    }
}
