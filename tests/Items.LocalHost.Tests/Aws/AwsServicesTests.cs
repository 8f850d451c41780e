using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Items.LocalHost.Tests.Aws;

/// <summary>The emulated services, called by AWS's own client.</summary>
public sealed class AwsServicesTests(QueueDeploymentFixture fixture) : IClassFixture<QueueDeploymentFixture>
{
    [Boto3Fact]
    public async Task AWS_client_sends_receives_and_deletes_messages()
    {
        var result = await CallAsync("messages");

        result
            .ToJsonString()
            .Should()
            .Be(
                JsonNode
                    .Parse(
                        """
                        {
                          "sent": true,
                          "successful": ["0", "2"],
                          "failed": [["1", true, "InvalidMessageContents"]],
                          "bodies": ["single", "first", "ü"],
                          "receives": ["1", "1", "1"],
                          "attributes": {
                            "QueueArn": "arn:aws:sqs:us-east-1:123456789012:Dead",
                            "ApproximateNumberOfMessages": "0",
                            "ApproximateNumberOfMessagesNotVisible": "3"
                          },
                          "deleted": ["0", "1"],
                          "notDeleted": [["bad", "ReceiptHandleIsInvalid"]],
                          "after": { "ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesNotVisible": "0" }
                        }
                        """
                    )!
                    .ToJsonString()
            );
    }

    [Boto3Fact]
    public async Task AWS_client_recognizes_the_errors()
    {
        var result = await CallAsync("errors");

        result
            .AsArray()
            .Select(code => (string?)code)
            .Should()
            .Equal(
                "400 AWS.SimpleQueueService.NonExistentQueue",
                "400 AWS.SimpleQueueService.NonExistentQueue",
                "400 InvalidMessageContents",
                "400 InvalidParameterValue",
                "400 InvalidParameterValue",
                "400 AWS.SimpleQueueService.EmptyBatchRequest",
                "400 AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
                "400 AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
                "400 AWS.SimpleQueueService.InvalidBatchEntryId",
                "400 AWS.SimpleQueueService.BatchRequestTooLong",
                "400 InvalidParameterValue",
                "400 ReceiptHandleIsInvalid",
                "400 UnknownOperationException",
                "403 InvalidSignatureException"
            );
    }

    [Boto3Fact]
    public async Task AWS_client_reads_the_secret_of_webhooks()
    {
        var result = await CallAsync("parameter");

        ((string?)result["name"]).Should().Be("/local/secrets");
        ((string?)result["type"]).Should().Be("SecureString");
        ((string?)result["value"]).Should().Be(QueueDeploymentFixture.Secret);
        ((bool)result["encrypted"]!).Should().BeTrue();
        ((string?)result["unknown"]).Should().Be("400 ParameterNotFound");
    }

    [Fact]
    public async Task A_call_without_a_signature_is_a_403()
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, await fixture.ServicesAsync());
        request.Headers.Add("x-amz-target", "AmazonSQS.GetQueueUrl");
        request.Content = new StringContent("{}", Encoding.UTF8);

        using var response = await client.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync())
            .Should()
            .Contain("\"__type\":\"InvalidSignatureException\"");
    }

    [Fact]
    public async Task The_function_gets_the_address_of_the_services()
    {
        var variables = await fixture.Deployment.GetAsync("/env");

        string url = (await fixture.ServicesAsync()).ToString();
        ((string?)variables["AWS_ENDPOINT_URL_SQS"]).Should().Be(url);
        ((string?)variables["AWS_ENDPOINT_URL_SSM"]).Should().Be(url);
        ((string?)variables["QUEUE_URL"])
            .Should()
            .Be("https://sqs.us-east-1.amazonaws.com/123456789012/Work");
    }

    private async Task<JsonNode> CallAsync(string command) =>
        await AwsSdk.CallAsync(await fixture.ServicesAsync(), command);
}
