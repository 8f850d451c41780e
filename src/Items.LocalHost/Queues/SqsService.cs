using System.Text;
using System.Text.Json.Nodes;
using Items.LocalHost.Aws;
using Items.LocalHost.Template;

namespace Items.LocalHost.Queues;

/// <summary>SQS's JSON protocol, as far as a sender and a receiver of messages need it.</summary>
/// <remarks>https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html</remarks>
internal sealed class SqsService(QueueStore queues) : IAwsService
{
    private const int MaximumEntries = 10;

    public string TargetPrefix => "AmazonSQS";

    public string SigningName => "sqs";

    public string JsonVersion => "1.0";

    public async Task<JsonObject> CallAsync(
        string operation,
        AwsInput input,
        CancellationToken cancellationToken
    ) =>
        operation switch
        {
            "SendMessage" => Send(input.Accept("QueueUrl", "MessageBody")),
            "SendMessageBatch" => SendBatch(input.Accept("QueueUrl", "Entries")),
            "ReceiveMessage" => await ReceiveAsync(input, cancellationToken),
            "DeleteMessage" => Delete(input.Accept("QueueUrl", "ReceiptHandle")),
            "DeleteMessageBatch" => DeleteBatch(input.Accept("QueueUrl", "Entries")),
            "GetQueueAttributes" => GetAttributes(input.Accept("QueueUrl", "AttributeNames")),
            "GetQueueUrl" => GetUrl(input.Accept("QueueName", "QueueOwnerAWSAccountId")),
            _ => throw AwsException.UnknownOperation($"{TargetPrefix}.{operation}"),
        };

    private JsonObject Send(AwsInput input)
    {
        var queue = QueueOf(input);
        string body = input.Text("MessageBody");
        return FindError(queue, body) is { } error ? throw error : Sent(queue.Send([body])[0]);
    }

    private JsonObject SendBatch(AwsInput input)
    {
        var queue = QueueOf(input);
        var bodies = Entries(input)
            .ToDictionary(
                entry => entry.Key,
                entry => entry.Value.Accept("Id", "MessageBody").Text("MessageBody")
            );
        if (bodies.Values.Sum(Encoding.UTF8.GetByteCount) > QueueSettings.LargestMessage)
        {
            throw Error(
                "BatchRequestTooLong",
                $"Batch requests cannot be longer than {QueueSettings.LargestMessage} bytes."
            );
        }

        var rejected = bodies
            .Select(entry => (Id: entry.Key, Error: FindError(queue, entry.Value)))
            .Where(entry => entry.Error is not null)
            .ToList();
        string[] accepted = [.. bodies.Keys.Except(rejected.Select(entry => entry.Id))];
        var sent = queue.Send(accepted.Select(id => bodies[id]));
        return Batch(
            accepted.Select((id, index) => With(id, Sent(sent[index]))),
            rejected.Select(entry => Failed(entry.Id, entry.Error!))
        );
    }

    private async Task<JsonObject> ReceiveAsync(AwsInput input, CancellationToken cancellationToken)
    {
        input.Accept(
            "QueueUrl",
            "MaxNumberOfMessages",
            "VisibilityTimeout",
            "WaitTimeSeconds",
            "AttributeNames",
            "MessageSystemAttributeNames",
            "MessageAttributeNames"
        );
        var queue = QueueOf(input);
        string[] attributes =
        [
            .. input.Texts("AttributeNames"),
            .. input.Texts("MessageSystemAttributeNames"),
        ];
        var messages = await queue.ReceiveAsync(
            input.Integer("MaxNumberOfMessages", 1, MaximumEntries) ?? 1,
            input.Integer("VisibilityTimeout", 0, 43_200) is { } seconds
                ? TimeSpan.FromSeconds(seconds)
                : queue.Settings.VisibilityTimeout,
            TimeSpan.FromSeconds(input.Integer("WaitTimeSeconds", 0, 20) ?? 0),
            cancellationToken
        );
        return messages.Count == 0
            ? []
            : new JsonObject
            {
                ["Messages"] = new JsonArray([.. messages.Select(message => Received(message, attributes))]),
            };
    }

    private JsonObject Delete(AwsInput input)
    {
        string handle = input.Text("ReceiptHandle");
        if (SqsMessage.IdOf(handle) is null)
        {
            throw InvalidHandle(handle);
        }

        QueueOf(input).Delete([handle]);
        return [];
    }

    private JsonObject DeleteBatch(AwsInput input)
    {
        var queue = QueueOf(input);
        var handles = Entries(input)
            .ToDictionary(
                entry => entry.Key,
                entry => entry.Value.Accept("Id", "ReceiptHandle").Text("ReceiptHandle")
            );
        queue.Delete(handles.Values);
        var byValidity = handles.ToLookup(entry => SqsMessage.IdOf(entry.Value) is not null);
        return Batch(
            byValidity[true].Select(entry => With(entry.Key, [])),
            byValidity[false].Select(entry => Failed(entry.Key, InvalidHandle(entry.Value)))
        );
    }

    private JsonObject GetAttributes(AwsInput input)
    {
        var queue = QueueOf(input);
        var state = queue.State();
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["QueueArn"] = queue.Settings.Arn,
            ["ApproximateNumberOfMessages"] = $"{state.Visible}",
            ["ApproximateNumberOfMessagesNotVisible"] = $"{state.InFlight}",
            ["ApproximateNumberOfMessagesDelayed"] = "0",
            ["VisibilityTimeout"] = $"{queue.Settings.VisibilityTimeout.TotalSeconds}",
            ["MessageRetentionPeriod"] = $"{queue.Settings.Retention.TotalSeconds}",
            ["MaximumMessageSize"] = $"{queue.Settings.MaximumMessageSize}",
        };
        if (queue.Settings.Redrive is { } redrive)
        {
            all["RedrivePolicy"] =
                $$"""{"deadLetterTargetArn":"{{redrive.DeadLetterArn}}","maxReceiveCount":{{redrive.MaximumReceives}}}""";
        }

        return new JsonObject { ["Attributes"] = Selected(all, input.Texts("AttributeNames")) };
    }

    private JsonObject GetUrl(AwsInput input)
    {
        string name = input.Text("QueueName");
        return queues.Find(name) is null
            ? throw NoQueue()
            : new JsonObject { ["QueueUrl"] = QueueSettings.UrlOf(name) };
    }

    /// <summary>Only the last segment of a URL is used: the function has AWS's URL, other clients may have the host's.</summary>
    private SqsQueue QueueOf(AwsInput input) =>
        queues.Find(input.Text("QueueUrl").Split('/')[^1]) ?? throw NoQueue();

    private static List<KeyValuePair<string, AwsInput>> Entries(AwsInput input)
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

    private static bool IsValidId(string id) =>
        id.Length is >= 1 and <= 80 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <returns>Null when the queue accepts the message.</returns>
    private static AwsException? FindError(SqsQueue queue, string body)
    {
        int maximum = queue.Settings.MaximumMessageSize;
        return body.Length == 0 ? new AwsException("MissingParameter", "The message body must not be empty.")
            : Encoding.UTF8.GetByteCount(body) > maximum
                ? Error("InvalidParameterValue", $"The message must be shorter than {maximum} bytes.")
            : body.EnumerateRunes().Any(rune => !IsAllowed(rune))
                ? Error("InvalidMessageContents", "The message contains a character that SQS does not allow.")
            : null;
    }

    private static bool IsAllowed(Rune rune) =>
        rune.Value is 0x9 or 0xA or 0xD or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or >= 0x10000;

    private static JsonObject Sent(SqsMessage message) =>
        new() { ["MessageId"] = message.Id, ["MD5OfMessageBody"] = SqsMessage.Md5(message.Body) };

    private static JsonObject Received(SqsMessage message, IReadOnlyList<string> attributes)
    {
        var json = new JsonObject
        {
            ["MessageId"] = message.Id,
            ["ReceiptHandle"] = message.ReceiptHandle,
            ["MD5OfBody"] = SqsMessage.Md5(message.Body),
            ["Body"] = message.Body,
        };
        if (Selected(message.Attributes, attributes) is { Count: > 0 } selected)
        {
            json["Attributes"] = selected;
        }

        return json;
    }

    private static JsonObject Selected(
        IReadOnlyDictionary<string, string> all,
        IReadOnlyList<string> names
    ) =>
        new(
            all.Where(attribute => names.Contains("All") || names.Contains(attribute.Key))
                .Select(attribute => KeyValuePair.Create(attribute.Key, (JsonNode?)attribute.Value))
        );

    private static JsonObject Batch(IEnumerable<JsonObject> successful, IEnumerable<JsonObject> failed) =>
        new() { ["Successful"] = new JsonArray([.. successful]), ["Failed"] = new JsonArray([.. failed]) };

    private static JsonObject With(string id, JsonObject json)
    {
        json["Id"] = id;
        return json;
    }

    private static JsonObject Failed(string id, AwsException error) =>
        new()
        {
            ["Id"] = id,
            ["SenderFault"] = true,
            ["Code"] = error.QueryCode ?? error.Type,
            ["Message"] = error.Message,
        };

    private static AwsException InvalidHandle(string handle) =>
        Error(
            "ReceiptHandleIsInvalid",
            $"The input receipt handle \"{handle}\" is not a valid receipt handle."
        );

    private static AwsException NoQueue() =>
        new("com.amazonaws.sqs#QueueDoesNotExist", "The specified queue does not exist.")
        {
            QueryCode = "AWS.SimpleQueueService.NonExistentQueue",
        };

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
