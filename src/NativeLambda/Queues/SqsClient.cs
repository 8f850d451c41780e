using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NativeLambda.Aws;

namespace NativeLambda.Queues;

/// <summary>Sends messages to one queue.</summary>
/// <param name="client">For the service <c>sqs</c>, with <c>application/x-amz-json-1.0</c>.</param>
/// <param name="queueUrl">As the environment has it: it identifies the queue, and the client connects to its own endpoint.</param>
public sealed class SqsClient(AwsJsonClient client, string queueUrl)
{
    private const int MaximumEntries = 10;

    /// <summary>Bytes of one message, and of all messages of one call together.</summary>
    private const int MaximumBytes = 1024 * 1024;

    // The body is read by SQS only, so characters that are special in HTML need no escape.
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// Sends all messages, in calls of at most 10 messages and 1 MiB. Transient errors are repeated, of whole calls and of
    /// single messages, until the attempts or the time end.
    /// </summary>
    /// <param name="bodies">Not empty, at most 1 MiB each in UTF-8, without the control characters that SQS rejects.</param>
    /// <exception cref="QueueUnavailableException">Some messages may not have been sent.</exception>
    /// <exception cref="AwsServiceException">
    /// SQS rejects a message or the queue for a permanent reason. Other messages may have been sent.
    /// </exception>
    /// <exception cref="Http.ProcessMustEndException">The service does not accept the credentials.</exception>
    public void Send(IReadOnlyList<string> bodies, CancellationToken cancellationToken)
    {
        for (int next = 0; next < bodies.Count; )
        {
            var pending = TakeCall(bodies, ref next);
            try
            {
                AwsJsonClient.Retry(
                    attemptToken => SendPending(bodies, pending, attemptToken),
                    cancellationToken
                );
            }
            catch (Exception e) when (AwsServiceException.IsTransient(e))
            {
                throw new QueueUnavailableException(e);
            }
        }
    }

    /// <returns>The positions of the messages of the next call.</returns>
    private static List<int> TakeCall(IReadOnlyList<string> bodies, ref int next)
    {
        var call = new List<int>(MaximumEntries);
        int bytes = 0;
        for (; next < bodies.Count && call.Count < MaximumEntries; next++)
        {
            int length = Encoding.UTF8.GetByteCount(bodies[next]);
            if (length > MaximumBytes)
            {
                throw new ArgumentException(
                    $"A message has {length} bytes; SQS accepts at most {MaximumBytes}.",
                    nameof(bodies)
                );
            }

            bytes += length;
            if (bytes > MaximumBytes)
            {
                break;
            }

            call.Add(next);
        }

        return call;
    }

    /// <summary>One attempt. Removes the messages that SQS has accepted.</summary>
    /// <exception cref="AwsServiceException">SQS did not accept all of them.</exception>
    private int SendPending(
        IReadOnlyList<string> bodies,
        List<int> pending,
        CancellationToken cancellationToken
    )
    {
        var response = client.Call("AmazonSQS.SendMessageBatch", ToJson(bodies, pending), cancellationToken);
        var batch = SentBatch.Read(response.Span);
        int sent = pending.RemoveAll(position => batch.Sent.Contains(EntryId(position)));
        return pending.Count == 0
            ? sent
            : throw batch.Rejected
                ?? new AwsServiceException(
                    batch.FailureCode,
                    $"SQS did not accept {pending.Count} of {pending.Count + sent} messages: {batch.FailureCode}",
                    // As an error of the service: the messages can be sent again.
                    500
                );
    }

    private ReadOnlySpan<byte> ToJson(IReadOnlyList<string> bodies, List<int> pending)
    {
        var body = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(body, Options);
        json.WriteStartObject();
        json.WriteString("QueueUrl"u8, queueUrl);
        json.WriteStartArray("Entries"u8);
        foreach (int position in pending)
        {
            json.WriteStartObject();
            json.WriteString("Id"u8, EntryId(position));
            json.WriteString("MessageBody"u8, bodies[position]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return body.WrittenSpan;
    }

    private static string EntryId(int position) => position.ToString(CultureInfo.InvariantCulture);
}
