using System.Text.Json.Nodes;
using Items.LocalHost.Aws;
using Items.LocalHost.Template;

namespace Items.LocalHost.Queues;

/// <summary>SQS's JSON protocol, as far as a sender and a receiver of messages need it.</summary>
/// <remarks>https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html</remarks>
internal sealed class SqsService(QueueStore queues) : IAwsService
{
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
        return SqsRules.FindError(queue, body) is { } error
            ? throw error
            : SqsJson.Sent(queue.Send([body])[0]);
    }

    private JsonObject SendBatch(AwsInput input)
    {
        var queue = QueueOf(input);
        var bodies = SqsRules
            .Entries(input)
            .ToDictionary(
                entry => entry.Key,
                entry => entry.Value.Accept("Id", "MessageBody").Text("MessageBody")
            );
        SqsRules.CheckSize(bodies.Values);
        var rejected = bodies
            .Select(entry => (Id: entry.Key, Error: SqsRules.FindError(queue, entry.Value)))
            .Where(entry => entry.Error is not null)
            .ToList();
        string[] accepted = [.. bodies.Keys.Except(rejected.Select(entry => entry.Id))];
        var sent = queue.Send(accepted.Select(id => bodies[id]));
        return SqsJson.Batch(
            accepted.Select((id, index) => SqsJson.With(id, SqsJson.Sent(sent[index]))),
            rejected.Select(entry => SqsJson.Failed(entry.Id, entry.Error!))
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
            input.Integer("MaxNumberOfMessages", 1, SqsRules.MaximumEntries) ?? 1,
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
                ["Messages"] = new JsonArray([
                    .. messages.Select(message => SqsJson.Received(message, attributes)),
                ]),
            };
    }

    private JsonObject Delete(AwsInput input)
    {
        string handle = input.Text("ReceiptHandle");
        if (SqsMessage.IdOf(handle) is null)
        {
            throw SqsRules.InvalidHandle(handle);
        }

        QueueOf(input).Delete([handle]);
        return [];
    }

    private JsonObject DeleteBatch(AwsInput input)
    {
        var queue = QueueOf(input);
        var handles = SqsRules
            .Entries(input)
            .ToDictionary(
                entry => entry.Key,
                entry => entry.Value.Accept("Id", "ReceiptHandle").Text("ReceiptHandle")
            );
        queue.Delete(handles.Values);
        var byValidity = handles.ToLookup(entry => SqsMessage.IdOf(entry.Value) is not null);
        return SqsJson.Batch(
            byValidity[true].Select(entry => SqsJson.With(entry.Key, [])),
            byValidity[false].Select(entry => SqsJson.Failed(entry.Key, SqsRules.InvalidHandle(entry.Value)))
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

        return new JsonObject { ["Attributes"] = SqsJson.Selected(all, input.Texts("AttributeNames")) };
    }

    private JsonObject GetUrl(AwsInput input)
    {
        string name = input.Text("QueueName");
        return queues.Find(name) is null
            ? throw SqsRules.NoQueue()
            : new JsonObject { ["QueueUrl"] = QueueSettings.UrlOf(name) };
    }

    /// <summary>Only the last segment of a URL is used: the function has AWS's URL, other clients may have the host's.</summary>
    private SqsQueue QueueOf(AwsInput input) =>
        queues.Find(input.Text("QueueUrl").Split('/')[^1]) ?? throw SqsRules.NoQueue();
}
