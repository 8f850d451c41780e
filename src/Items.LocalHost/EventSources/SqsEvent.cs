using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Items.LocalHost.Lambda;
using Items.LocalHost.Queues;

namespace Items.LocalHost.EventSources;

/// <summary>The event of a batch of messages.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html</remarks>
internal sealed record SqsEvent(IReadOnlyList<SqsMessage> Messages, ReadOnlyMemory<byte> Json)
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>One event with all messages, or several when they are too large for one.</summary>
    /// <param name="queueArn">Of the queue that the messages were received from.</param>
    public static IEnumerable<SqsEvent> Create(string queueArn, IReadOnlyList<SqsMessage> messages)
    {
        byte[] json = Write(queueArn, messages);
        int half = messages.Count / 2;
        return json.Length <= RuntimeApi.MaximumPayload || half == 0
            ? [new SqsEvent(messages, json)]
            : [.. Create(queueArn, [.. messages.Take(half)]), .. Create(queueArn, [.. messages.Skip(half)])];
    }

    private static byte[] Write(string queueArn, IReadOnlyList<SqsMessage> messages)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteStartArray("Records");
        foreach (var message in messages)
        {
            Write(json, queueArn, message);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string queueArn, SqsMessage message)
    {
        json.WriteStartObject();
        json.WriteString("messageId", message.Id);
        json.WriteString("receiptHandle", message.ReceiptHandle);
        json.WriteString("body", message.Body);
        json.WriteStartObject("attributes");
        foreach (var (name, value) in message.Attributes)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteStartObject("messageAttributes");
        json.WriteEndObject();
        json.WriteString("md5OfBody", SqsMessage.Md5(message.Body));
        json.WriteString("eventSource", "aws:sqs");
        json.WriteString("eventSourceARN", queueArn);
        json.WriteString("awsRegion", LocalAws.Region);
        json.WriteEndObject();
    }
}
