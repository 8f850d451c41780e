using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>An SQS server that is independent of this repository (fauxqs), as a process of the tests.</summary>
internal sealed class QueueServer : IAsyncDisposable
{
    private readonly HttpClient _client = new();
    private readonly TestProcess _process = new(
        "node",
        Repository.PathTo("tests/Items.EndToEnd.Tests/Harness/queue-server.mjs")
    );

    public string Address { get; private set; } = "";

    public static async Task<QueueServer> StartAsync()
    {
        var server = new QueueServer();
        await Wait.UntilAsync("the queue server listens", () => server._process.Output.All.Count > 0);
        server.Address = server._process.Output.All[0];
        server._client.BaseAddress = new Uri(server.Address);
        return server;
    }

    /// <returns>URL of a new queue.</returns>
    public async Task<string> CreateQueueAsync() =>
        (string)
            (await CallAsync("CreateQueue", new JsonObject { ["QueueName"] = $"q{Guid.NewGuid():N}" }))[
                "QueueUrl"
            ]!;

    /// <returns>Bodies of all messages, in any order.</returns>
    public async Task<IReadOnlyList<string>> ReceiveAllAsync(string queueUrl)
    {
        var bodies = new List<string>();
        while (true)
        {
            var received = await CallAsync(
                "ReceiveMessage",
                new JsonObject { ["QueueUrl"] = queueUrl, ["MaxNumberOfMessages"] = 10 }
            );
            if (received["Messages"] is not JsonArray { Count: > 0 } messages)
            {
                return bodies;
            }

            bodies.AddRange(messages.Select(message => (string)message!["Body"]!));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
    }

    private async Task<JsonNode> CallAsync(string operation, JsonObject request)
    {
        using var content = new StringContent(request.ToJsonString());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        content.Headers.Add("X-Amz-Target", $"AmazonSQS.{operation}");
        // It reads the region from the credential and does not check the signature.
        using var message = new HttpRequestMessage(HttpMethod.Post, "/") { Content = content };
        message.Headers.TryAddWithoutValidation(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=x/20261121/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=x"
        );
        using var response = await _client.SendAsync(message);
        string body = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.Should().BeTrue(body);
        return JsonNode.Parse(body)!;
    }
}
