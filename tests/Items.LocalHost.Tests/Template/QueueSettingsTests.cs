using Items.LocalHost.Template;

namespace Items.LocalHost.Tests.Template;

/// <summary>Queues, the event source of a queue, and the function URL in a template.</summary>
public sealed class QueueSettingsTests
{
    [Fact]
    public void Properties_that_are_absent_have_the_defaults_of_AWS()
    {
        using var template = new TestTemplate(QueueTemplate.Text(mapping: ""));

        var loaded = SamTemplate.Load(template.FilePath);

        var dead = loaded.Queues.Single(queue => queue.Name == "Dead");
        dead.VisibilityTimeout.Should().Be(TimeSpan.FromSeconds(30));
        dead.MaximumMessageSize.Should().Be(1_048_576);
        dead.Redrive.Should().BeNull();
        loaded.Queues.Single(queue => queue.Name == "Work").Retention.Should().Be(TimeSpan.FromDays(4));
        var source = loaded.Function.Queues.Should().ContainSingle().Which;
        (source.BatchSize, source.Window, source.ReportsFailures, source.MaximumConcurrency)
            .Should()
            .Be((10, TimeSpan.Zero, false, null));
    }

    [Fact]
    public void An_event_source_that_is_not_enabled_is_left_out()
    {
        using var template = new TestTemplate(QueueTemplate.Text(mapping: ", Enabled: false"));

        SamTemplate.Load(template.FilePath).Function.Queues.Should().BeEmpty();
    }

    [Fact]
    public void References_to_a_queue_and_to_the_function_URL_have_local_values()
    {
        using var template = new TestTemplate(
            QueueTemplate
                .Text()
                .Replace(
                    "QUEUE_URL: !Ref Work",
                    "A: !Ref Work, B: !GetAtt Work.QueueUrl, C: !Sub '${Work.QueueName} ${Work.Arn}'",
                    StringComparison.Ordinal
                )
                .Replace(
                    "MessageRetentionPeriod: 1209600",
                    "QueueName: dead-letters",
                    StringComparison.Ordinal
                ) + "\nOutputs: { Url: { Value: !GetAtt FunctionUrl.FunctionUrl } }"
        );

        var loaded = SamTemplate.Load(template.FilePath);

        var variables = loaded.Function.Environment;
        variables["A"].Should().Be("https://sqs.us-east-1.amazonaws.com/123456789012/Work");
        variables["B"].Should().Be(variables["A"]);
        variables["C"].Should().Be("Work arn:aws:sqs:us-east-1:123456789012:Work");
        loaded
            .Queues[0]
            .Redrive!.DeadLetterArn.Should()
            .Be("arn:aws:sqs:us-east-1:123456789012:dead-letters");
    }

    [Theory]
    [InlineData(
        "VisibilityTimeout: 60",
        "VisibilityTimeout: 43201",
        "VisibilityTimeout must be a whole number from"
    )]
    [InlineData(
        "VisibilityTimeout: 60",
        "VisibilityTimeout: 9",
        "VisibilityTimeout of Work is less than the Timeout"
    )]
    [InlineData("VisibilityTimeout: 60", "FifoQueue: true", "Work.Properties: FifoQueue is not supported")]
    [InlineData(
        "!GetAtt Dead.Arn",
        "arn:aws:sqs:x",
        "deadLetterTargetArn must be the Arn of a queue of this template"
    )]
    [InlineData(
        "maxReceiveCount: 3",
        "maxReceiveCount: 0",
        "maxReceiveCount must be a whole number from 1 to 1000"
    )]
    [InlineData(", maxReceiveCount: 3", "", "RedrivePolicy: needs a maxReceiveCount")]
    [InlineData(
        "Queue: !GetAtt Work.Arn",
        "Queue: !Ref Work",
        "Queue must be the Arn of a queue of this template"
    )]
    [InlineData("[ReportBatchItemFailures]", "[Other]", "may only contain ReportBatchItemFailures")]
    [InlineData(
        "FunctionResponseTypes:",
        "BatchSize: 11, FunctionResponseTypes:",
        "a BatchSize above 10 needs"
    )]
    [InlineData("FunctionResponseTypes:", "FilterCriteria: {}, X:", "FilterCriteria is not supported")]
    [InlineData(
        "FunctionResponseTypes:",
        "ScalingConfig: { MaximumConcurrency: 1 }, FunctionResponseTypes:",
        "MaximumConcurrency must be a whole number from 2 to 1000"
    )]
    [InlineData("AuthType: AWS_IAM", "AuthType: NONE", "AuthType NONE is not supported")]
    [InlineData("AuthType: AWS_IAM,", "", "FunctionUrlConfig needs the property AuthType")]
    [InlineData(
        "InvokeMode: RESPONSE_STREAM",
        "InvokeMode: BUFFERED",
        "InvokeMode BUFFERED is not supported"
    )]
    [InlineData(", InvokeMode: RESPONSE_STREAM", "", "FunctionUrlConfig needs the property InvokeMode")]
    [InlineData(
        "InvokeMode: RESPONSE_STREAM",
        "InvokeMode: RESPONSE_STREAM, Cors: {}",
        "Cors is not supported"
    )]
    public void Unsupported_content_is_an_error_with_its_position(string old, string changed, string message)
    {
        string text = QueueTemplate.Text();
        text.Should().Contain(old);
        using var template = new TestTemplate(text.Replace(old, changed, StringComparison.Ordinal));

        var load = () => SamTemplate.Load(template.FilePath);

        load.Should()
            .Throw<HostError>()
            .Which.Message.Should()
            .MatchRegex(@"template\.yaml:\d+:\d+: ")
            .And.Contain(message);
    }
}
