namespace Items.Template.Tests.Rules;

public sealed class QueueRulesTests
{
    [Theory]
    [InlineData(
        "      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt IngestionDlq.Arn\n        maxReceiveCount: !Ref MaxReceiveCount\n",
        "",
        "IngestionQueue: needs a RedrivePolicy, or failing messages are lost\n"
            + "IngestionDlq: needs a RedrivePolicy, or failing messages are lost"
    )]
    [InlineData(
        "MessageRetentionPeriod: 1209600",
        "MessageRetentionPeriod: 345600",
        "IngestionDlq.MessageRetentionPeriod: must be longer than that of IngestionQueue: it counts from the sending"
    )]
    [InlineData(
        "VisibilityTimeout: 60",
        "VisibilityTimeout: 59",
        "IngestionQueue.VisibilityTimeout: must be at least 60, six times the function's timeout and the window"
    )]
    [InlineData(
        "            BatchSize: 10\n",
        "            MaximumBatchingWindowInSeconds: 5\n",
        "IngestionQueue.VisibilityTimeout: must be at least 65, six times the function's timeout and the window"
    )]
    [InlineData(
        "Timeout: 10\n",
        "Timeout: 12\n",
        "IngestionQueue.VisibilityTimeout: must be at least 72, six times the function's timeout and the window"
    )]
    [InlineData(
        "            FunctionResponseTypes: [ReportBatchItemFailures]\n",
        "",
        "ItemsFunction.Events.Ingestion.FunctionResponseTypes: without ReportBatchItemFailures one message fails the batch"
    )]
    [InlineData(
        "MaximumConcurrency: !Ref IngestionConcurrency",
        "MaximumConcurrency: !Ref ReservedConcurrency",
        "ItemsFunction.Events.Ingestion.ScalingConfig.MaximumConcurrency: must be less than the reserved concurrency\n"
            + "IngestionConcurrency: is not used"
    )]
    [InlineData(
        "            ScalingConfig: { MaximumConcurrency: !Ref IngestionConcurrency }\n",
        "",
        "ItemsFunction.Events.Ingestion.ScalingConfig.MaximumConcurrency: must be less than the reserved concurrency\n"
            + "IngestionConcurrency: is not used"
    )]
    public void A_queue_that_loses_messages_or_starves_requests_is_found(
        string text,
        string replacement,
        string violation
    ) => BrokenTemplate.ShouldViolate(text, replacement, violation);
}
