using System.Buffers.Text;
using System.Text.Json;
using NativeLambda.Queues;

namespace NativeLambda.Runtime;

/// <summary>
/// Reads a batch of messages from SQS
/// (https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event). Bodies point into the
/// event, except for those with JSON escapes, which are copied.
/// </summary>
internal ref struct QueueEvent
{
    private readonly ReadOnlyMemory<byte> _json;
    private Utf8JsonReader _reader;

    private QueueEvent(ReadOnlyMemory<byte> json)
    {
        _json = json;
        _reader = new Utf8JsonReader(json.Span);
    }

    /// <exception cref="JsonException">The event is not JSON, or not of this shape.</exception>
    public static List<ReceivedMessage> Read(ReadOnlyMemory<byte> json)
    {
        var reading = new QueueEvent(json);
        try
        {
            return reading.ReadRecords();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentOutOfRangeException)
        {
            // A value of another type than the format specifies, text that is not Unicode, or a time out of range.
            throw new JsonException("The event is not a batch of SQS.", e);
        }
    }

    private List<ReceivedMessage> ReadRecords()
    {
        List<ReceivedMessage>? messages = null;
        Enter(JsonTokenType.StartObject);
        while (NextProperty())
        {
            if (!_reader.ValueTextEquals("Records"u8))
            {
                _reader.Skip();
                continue;
            }

            messages = [];
            Enter(JsonTokenType.StartArray);
            while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
            {
                messages.Add(ReadRecord());
            }
        }

        return messages ?? throw new JsonException("The event has no records.");
    }

    private ReceivedMessage ReadRecord()
    {
        Require(JsonTokenType.StartObject);
        string? id = null;
        bool isSqs = false;
        ReadOnlyMemory<byte>? body = null;
        int receiveCount = 0;
        long sentAt = 0;
        while (NextProperty())
        {
            if (_reader.ValueTextEquals("messageId"u8))
            {
                _reader.Read();
                id = _reader.GetString();
            }
            else if (_reader.ValueTextEquals("eventSource"u8))
            {
                _reader.Read();
                isSqs = _reader.ValueTextEquals("aws:sqs"u8);
            }
            else if (_reader.ValueTextEquals("body"u8))
            {
                body = NextBody();
            }
            else if (_reader.ValueTextEquals("attributes"u8))
            {
                (receiveCount, sentAt) = ReadAttributes();
            }
            else
            {
                _reader.Skip();
            }
        }

        return isSqs && !string.IsNullOrEmpty(id) && receiveCount > 0
            ? new ReceivedMessage(
                new QueueMessage(
                    id,
                    body ?? default,
                    receiveCount,
                    DateTimeOffset.FromUnixTimeMilliseconds(sentAt)
                ),
                IsReadable: body is not null
            )
            : throw new JsonException("A record is not a message of SQS.");
    }

    private (int ReceiveCount, long SentAt) ReadAttributes()
    {
        long receiveCount = 0;
        long sentAt = 0;
        Enter(JsonTokenType.StartObject);
        while (NextProperty())
        {
            if (_reader.ValueTextEquals("ApproximateReceiveCount"u8))
            {
                receiveCount = NextNumber();
            }
            else if (_reader.ValueTextEquals("SentTimestamp"u8))
            {
                sentAt = NextNumber();
            }
            else
            {
                _reader.Skip();
            }
        }

        return ((int)Math.Min(receiveCount, int.MaxValue), sentAt);
    }

    /// <returns>Null when the body is not a text, or has an escape that is not Unicode.</returns>
    private ReadOnlyMemory<byte>? NextBody()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.String)
        {
            _reader.Skip();
            return null;
        }

        if (!_reader.ValueIsEscaped)
        {
            return _json.Slice((int)_reader.TokenStartIndex + 1, _reader.ValueSpan.Length);
        }

        byte[] text = new byte[_reader.ValueSpan.Length];
        try
        {
            return text.AsMemory(0, _reader.CopyString(text));
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Attributes are texts, numbers too.</summary>
    private long NextNumber()
    {
        Enter(JsonTokenType.String);
        return
            Utf8Parser.TryParse(_reader.ValueSpan, out long number, out int length)
            && length == _reader.ValueSpan.Length
            ? number
            : throw new JsonException("An attribute of a message is not a number.");
    }

    private bool NextProperty() => _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName;

    private void Enter(JsonTokenType type)
    {
        _reader.Read();
        Require(type);
    }

    private readonly void Require(JsonTokenType type)
    {
        if (_reader.TokenType != type)
        {
            throw new JsonException("A value has another type than the format specifies.");
        }
    }
}

/// <param name="IsReadable">Whether the body is Unicode text; if not, it is empty here.</param>
internal readonly record struct ReceivedMessage(QueueMessage Message, bool IsReadable);
