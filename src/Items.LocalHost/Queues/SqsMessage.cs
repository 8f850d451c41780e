using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Items.LocalHost.Queues;

/// <summary>A message in a queue, as it is stored.</summary>
/// <param name="Queue">Name of the queue that it is in.</param>
/// <param name="ReceiveCount">How often it was received.</param>
/// <param name="Source">Name of the queue from which it was moved to a dead-letter queue; null when it was not.</param>
internal sealed record SqsMessage(
    string Id,
    string Queue,
    string Body,
    DateTimeOffset SentAt,
    int ReceiveCount = 0,
    DateTimeOffset? FirstReceivedAt = null,
    string? Source = null
)
{
    /// <summary>Not stored: a message in flight is visible again after a restart of the host.</summary>
    [JsonIgnore]
    public DateTimeOffset VisibleAt { get; init; }

    /// <summary>Identifies this receipt of the message: the next receipt has another handle.</summary>
    [JsonIgnore]
    public string ReceiptHandle => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Id} {ReceiveCount}"));

    /// <summary>The attributes that SQS keeps of a received message, all as text.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> Attributes
    {
        get
        {
            var attributes = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ApproximateReceiveCount"] = $"{ReceiveCount}",
                ["SentTimestamp"] = $"{SentAt.ToUnixTimeMilliseconds()}",
                ["SenderId"] = LocalAws.UserId,
                ["ApproximateFirstReceiveTimestamp"] =
                    $"{(FirstReceivedAt ?? SentAt).ToUnixTimeMilliseconds()}",
            };
            if (Source is not null)
            {
                attributes["DeadLetterQueueSourceArn"] = LocalAws.Arn("sqs", Source);
            }

            return attributes;
        }
    }

    /// <returns>The id of the message whose receipt this is; null when it is not a receipt handle.</returns>
    public static string? IdOf(string receiptHandle)
    {
        var bytes = new byte[receiptHandle.Length];
        return
            Convert.TryFromBase64String(receiptHandle, bytes, out int length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(' ') is [var id, _]
            ? id
            : null;
    }

    /// <summary>SQS's checksum of a body, which clients compare.</summary>
    public static string Md5(string body) =>
#pragma warning disable CA5351 // SQS's protocol has MD5. It detects errors of transmission and protects nothing.
        Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body)));
#pragma warning restore CA5351
}
