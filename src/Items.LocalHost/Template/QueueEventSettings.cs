namespace Items.LocalHost.Template;

/// <summary>An event of type SQS: how Lambda receives the messages of a queue for the function.</summary>
/// <param name="BatchSize">Largest number of messages in one event.</param>
/// <param name="Window">How long Lambda collects messages for a batch after the first one.</param>
/// <param name="ReportsFailures">Whether the function's response names the messages that failed.</param>
/// <param name="MaximumConcurrency">Null when only the function's concurrency limits it.</param>
internal sealed record QueueEventSettings(
    QueueSettings Queue,
    int BatchSize,
    TimeSpan Window,
    bool ReportsFailures,
    int? MaximumConcurrency
)
{
    /// <summary>A larger batch needs a window.</summary>
    private const int LargestBatchWithoutWindow = 10;

    /// <param name="timeout">Of the function.</param>
    /// <returns>Null when the event source is not enabled.</returns>
    public static QueueEventSettings? Read(
        PropertyReader source,
        IReadOnlyList<QueueSettings> queues,
        TimeSpan timeout
    )
    {
        var properties =
            source.Mapping("Properties") ?? throw source.Error("Properties", "has no Properties");
        source.RejectUnknown();
        string arn = properties.Required("Queue");
        var queue =
            queues.FirstOrDefault(queue => queue.Arn == arn)
            ?? throw properties.Error("Queue", "Queue must be the Arn of a queue of this template");
        if (queue.VisibilityTimeout < timeout)
        {
            throw properties.Error(
                "Queue",
                $"the VisibilityTimeout of {queue.Name} is less than the Timeout of the function"
            );
        }

        var settings = new QueueEventSettings(
            queue,
            properties.Integer("BatchSize", 1, 10_000) ?? 10,
            TimeSpan.FromSeconds(properties.Integer("MaximumBatchingWindowInSeconds", 0, 300) ?? 0),
            ReadsFailures(properties),
            ReadMaximumConcurrency(properties.Mapping("ScalingConfig"))
        );
        if (settings.BatchSize > LargestBatchWithoutWindow && settings.Window == TimeSpan.Zero)
        {
            throw properties.Error(
                "BatchSize",
                $"a BatchSize above {LargestBatchWithoutWindow} needs a MaximumBatchingWindowInSeconds"
            );
        }

        bool isEnabled = properties.OneOf("Enabled", "true", "false") == "true";
        properties.RejectUnknown();
        return isEnabled ? settings : null;
    }

    private static bool ReadsFailures(PropertyReader properties) =>
        properties.TextList("FunctionResponseTypes") switch
        {
            null or [] => false,
            ["ReportBatchItemFailures"] => true,
            _ => throw properties.Error(
                "FunctionResponseTypes",
                "FunctionResponseTypes may only contain ReportBatchItemFailures"
            ),
        };

    private static int? ReadMaximumConcurrency(PropertyReader? properties)
    {
        int? maximum = properties?.Integer("MaximumConcurrency", 2, 1_000);
        properties?.RejectUnknown();
        return maximum;
    }
}
