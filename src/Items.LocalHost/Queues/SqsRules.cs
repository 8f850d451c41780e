using System.Text;
using Items.LocalHost.Aws;
using Items.LocalHost.Template;

namespace Items.LocalHost.Queues;

/// <summary>SQS's limits, and its errors.</summary>
/// <remarks>https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html</remarks>
internal static class SqsRules
{
    /// <summary>Messages in one call.</summary>
    public const int MaximumEntries = 10;

    /// <summary>The entries of a batch by their ids.</summary>
    public static List<KeyValuePair<string, AwsInput>> Entries(AwsInput input)
    {
        var entries = input.Objects("Entries").Select(it => KeyValuePair.Create(it.Text("Id"), it)).ToList();
        return entries.Count == 0 ? throw Error("EmptyBatchRequest", "There should be at least one entry.")
            : entries.Count > MaximumEntries
                ? throw Error(
                    "TooManyEntriesInBatchRequest",
                    $"Maximum number of entries per request are {MaximumEntries}. You have sent {entries.Count}."
                )
            : entries.Find(entry => !IsValidId(entry.Key)).Key is { } id
                ? throw Error(
                    "InvalidBatchEntryId",
                    $"The id {id} is not 1 to 80 letters, digits, '-' or '_'."
                )
            : entries.DistinctBy(entry => entry.Key).Count() < entries.Count
                ? throw Error("BatchEntryIdsNotDistinct", "Two entries have the same id.")
            : entries;
    }

    /// <exception cref="AwsException">The messages are too large together.</exception>
    public static void CheckSize(IEnumerable<string> bodies)
    {
        if (bodies.Sum(Encoding.UTF8.GetByteCount) > QueueSettings.LargestMessage)
        {
            throw Error(
                "BatchRequestTooLong",
                $"Batch requests cannot be longer than {QueueSettings.LargestMessage} bytes."
            );
        }
    }

    /// <returns>Null when the queue accepts the message.</returns>
    public static AwsException? FindError(SqsQueue queue, string body)
    {
        int maximum = queue.Settings.MaximumMessageSize;
        return body.Length == 0 ? new AwsException("MissingParameter", "The message body must not be empty.")
            : Encoding.UTF8.GetByteCount(body) > maximum
                ? Error("InvalidParameterValue", $"The message must be shorter than {maximum} bytes.")
            : body.EnumerateRunes().Any(rune => !IsAllowed(rune))
                ? Error("InvalidMessageContents", "The message contains a character that SQS does not allow.")
            : null;
    }

    public static AwsException InvalidHandle(string handle) =>
        Error(
            "ReceiptHandleIsInvalid",
            $"The input receipt handle \"{handle}\" is not a valid receipt handle."
        );

    public static AwsException NoQueue() =>
        new("com.amazonaws.sqs#QueueDoesNotExist", "The specified queue does not exist.")
        {
            QueryCode = "AWS.SimpleQueueService.NonExistentQueue",
        };

    private static bool IsValidId(string id) =>
        id.Length is >= 1 and <= 80 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static bool IsAllowed(Rune rune) =>
        rune.Value is 0x9 or 0xA or 0xD or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or >= 0x10000;

    private static AwsException Error(string name, string message) =>
        new($"com.amazonaws.sqs#{name}", message)
        {
            QueryCode = name
                is "InvalidMessageContents"
                    or "InvalidParameterValue"
                    or "ReceiptHandleIsInvalid"
                ? name
                : $"AWS.SimpleQueueService.{name}",
        };
}
