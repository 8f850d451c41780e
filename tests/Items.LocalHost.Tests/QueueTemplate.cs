namespace Items.LocalHost.Tests;

/// <summary>A template with a queue, its dead-letter queue and a function URL.</summary>
internal static class QueueTemplate
{
    /// <param name="visibilityTimeout">Seconds.</param>
    /// <param name="maximumReceives">How often a message is received before it becomes a dead letter.</param>
    /// <param name="mapping">Further properties of the event source.</param>
    public static string Text(
        int timeout = 10,
        int visibilityTimeout = 60,
        int maximumReceives = 3,
        int? concurrency = null,
        string mapping = ", FunctionResponseTypes: [ReportBatchItemFailures]"
    ) =>
        TestTemplate
            .Text(
                timeout: timeout,
                concurrency: concurrency,
                variables: "{ QUEUE_URL: !Ref Work, WEBHOOK_SECRETS_PARAMETER: !Sub '/${AWS::StackName}/secrets' }"
            )
            .Replace(
                "      Events:",
                "      FunctionUrlConfig: { AuthType: AWS_IAM, InvokeMode: RESPONSE_STREAM }\n      Events:\n"
                    + $"        Messages: {{ Type: SQS, Properties: {{ Queue: !GetAtt Work.Arn{mapping} }} }}",
                StringComparison.Ordinal
            )
        + $$"""

              Work:
                Type: AWS::SQS::Queue
                Properties:
                  VisibilityTimeout: {{visibilityTimeout}}
                  RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: {{maximumReceives}} }
              Dead:
                Type: AWS::SQS::Queue
                Properties: { MessageRetentionPeriod: 1209600 }
            """;
}
