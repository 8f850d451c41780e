namespace NativeLambda.Queues;

/// <summary>One message of a batch from SQS.</summary>
/// <param name="Id">SQS's id of the message.</param>
/// <param name="Body">UTF-8; valid until the batch has been processed.</param>
/// <param name="ReceiveCount">How often the message has been received, from 1, this time included.</param>
/// <param name="SentAt">When SQS accepted the message.</param>
public sealed record QueueMessage(
    string Id,
    ReadOnlyMemory<byte> Body,
    int ReceiveCount,
    DateTimeOffset SentAt
);
