namespace Items.LocalHost.Template;

/// <summary>An AWS::SQS::Queue.</summary>
/// <param name="VisibilityTimeout">How long a received message is invisible to other receivers.</param>
/// <param name="Retention">Age at which a message is deleted.</param>
/// <param name="MaximumMessageSize">Bytes.</param>
/// <param name="Redrive">Null when failed messages stay in the queue.</param>
internal sealed record QueueSettings(
    string Name,
    TimeSpan VisibilityTimeout,
    TimeSpan Retention,
    int MaximumMessageSize,
    RedriveSettings? Redrive
)
{
    /// <summary>SQS's limit for a message, and for all messages of one call.</summary>
    public const int LargestMessage = 1_048_576;

    private const int LongestRetention = 1_209_600;

    public string Arn => LocalAws.Arn("sqs", Name);

    /// <summary>AWS's URL of a queue. Locally only its name is used.</summary>
    public static string UrlOf(string name) =>
        $"https://sqs.{LocalAws.Region}.amazonaws.com/{LocalAws.AccountId}/{name}";

    public static IReadOnlyList<QueueSettings> ReadAll(IEnumerable<PropertyReader> resources)
    {
        var read = resources.Select(resource => (Resource: resource, Settings: Read(resource))).ToList();
        foreach (var (resource, settings) in read)
        {
            if (
                settings.Redrive is { } redrive
                && !read.Exists(other => other.Settings.Arn == redrive.DeadLetterArn)
            )
            {
                throw resource.Error(
                    "Properties",
                    $"deadLetterTargetArn must be the Arn of a queue of this template, not {redrive.DeadLetterArn}"
                );
            }
        }

        return [.. read.Select(it => it.Settings)];
    }

    private static QueueSettings Read(PropertyReader resource)
    {
        string logicalId = resource.Name;
        var properties = SamTemplate
            .PropertiesOf(resource)
            .Ignore("Tags")
            // The messages are in a file on the developer's machine.
            .Ignore("SqsManagedSseEnabled", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds")
            // The host has one account.
            .Ignore("RedriveAllowPolicy");
        var settings = new QueueSettings(
            properties.Text("QueueName") ?? logicalId,
            TimeSpan.FromSeconds(properties.Integer("VisibilityTimeout", 0, 43_200) ?? 30),
            TimeSpan.FromSeconds(
                properties.Integer("MessageRetentionPeriod", 60, LongestRetention) ?? 345_600
            ),
            properties.Integer("MaximumMessageSize", 1_024, LargestMessage) ?? LargestMessage,
            RedriveSettings.Read(properties.Mapping("RedrivePolicy"))
        );
        properties.RejectUnknown();
        return settings;
    }
}

/// <summary>The RedrivePolicy of a queue.</summary>
/// <param name="DeadLetterArn">Queue that receives the failed messages.</param>
/// <param name="MaximumReceives">How often a message is received before it is moved.</param>
internal sealed record RedriveSettings(string DeadLetterArn, int MaximumReceives)
{
    public static RedriveSettings? Read(PropertyReader? properties)
    {
        if (properties is null)
        {
            return null;
        }

        var settings = new RedriveSettings(
            properties.Required("deadLetterTargetArn"),
            properties.Integer("maxReceiveCount", 1, 1_000)
                ?? throw properties.Error("maxReceiveCount", "needs a maxReceiveCount")
        );
        properties.RejectUnknown();
        return settings;
    }
}
