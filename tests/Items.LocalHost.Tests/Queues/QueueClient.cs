using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Items.LocalHost.Tests.Aws;

namespace Items.LocalHost.Tests.Queues;

/// <summary>Sends messages to the queue <c>Work</c> of a local host.</summary>
internal sealed class QueueClient(Uri services)
{
    public async Task SendAsync(params string[] bodies)
    {
        var call = new JsonObject
        {
            ["QueueUrl"] = "https://sqs.us-east-1.amazonaws.com/123456789012/Work",
            ["Entries"] = new JsonArray([
                .. bodies.Select(
                    (body, index) => new JsonObject { ["Id"] = $"{index}", ["MessageBody"] = body }
                ),
            ]),
        };
        using var request = new RequestSigner("sqs").Sign(
            services,
            method: "POST",
            body: call.ToJsonString()
        );
        request.Headers.Add("x-amz-target", "AmazonSQS.SendMessageBatch");
        request.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        using var client = new HttpClient();

        using var response = await client.SendAsync(request);

        string result = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).Should().Be(200, result);
        JsonNode.Parse(result)!["Successful"]!.AsArray().Should().HaveCount(bodies.Length);
    }
}
