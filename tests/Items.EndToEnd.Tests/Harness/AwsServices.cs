using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>SQS and Systems Manager, as far as the function uses them. Records the messages; a test delivers them.</summary>
internal sealed class AwsServices : IAsyncDisposable
{
    private readonly ConcurrentQueue<SentMessage> _messages = [];
    private readonly ConcurrentDictionary<string, byte> _calls = new();
    private HttpServer _server = null!;
    private int _parameterReads;

    private AwsServices() { }

    public string Address => _server.Address;

    /// <summary>All messages sent so far.</summary>
    public IReadOnlyList<SentMessage> Messages => [.. _messages];

    /// <summary>Whether SQS responds to every call with an error.</summary>
    public bool IsQueueDown { get; set; }

    /// <summary>Number of further messages that SQS accepts; it rejects the others for a transient reason.</summary>
    public int Capacity { get; set; } = int.MaxValue;

    /// <summary>Value of the parameter; null when there is none.</summary>
    public string? Secrets { get; set; }

    /// <summary>Whether Systems Manager responds to every call with an error.</summary>
    public bool IsParameterStoreDown { get; set; }

    public int ParameterReads => _parameterReads;

    /// <summary>
    /// The different calls so far, as action of IAM and resource: <c>sqs:SendMessage QUEUE</c> and
    /// <c>ssm:GetParameter NAME</c>.
    /// </summary>
    public ICollection<string> Calls => _calls.Keys;

    public static async Task<AwsServices> StartAsync()
    {
        var services = new AwsServices();
        services._server = await HttpServer.StartAsync((_, context) => services.RespondAsync(context));
        return services;
    }

    /// <returns>The messages of an import or webhook.</returns>
    /// <param name="text">Part of their bodies.</param>
    public IReadOnlyList<SentMessage> MessagesWith(string text) =>
        [.. _messages.Where(message => message.Body.Contains(text, StringComparison.Ordinal))];

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task RespondAsync(HttpContext context)
    {
        var request = await JsonNode.ParseAsync(context.Request.Body);
        string target = $"{context.Request.Headers["X-Amz-Target"]}";
        _calls[Call(target, request!)] = 0;
        var (status, body) = target switch
        {
            "AmazonSQS.SendMessageBatch" when !IsQueueDown => (200, Send(request!["Entries"]!.AsArray())),
            "AmazonSSM.GetParameter" => GetParameter(),
            _ => (503, """{"__type": "com.amazonaws.sqs#ServiceUnavailable", "message": "down"}"""),
        };
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body);
    }

    private static string Call(string target, JsonNode request) =>
        target switch
        {
            // The batch has no action of its own.
            "AmazonSQS.SendMessageBatch" =>
                $"sqs:SendMessage {((string)request["QueueUrl"]!).Split('/')[^1]}",
            "AmazonSSM.GetParameter" => $"ssm:GetParameter {request["Name"]}",
            _ => target,
        };

    private string Send(JsonArray entries)
    {
        var successful = new JsonArray();
        var failed = new JsonArray();
        foreach (var entry in entries)
        {
            string id = (string)entry!["Id"]!;
            string body = (string)entry["MessageBody"]!;
            if (Capacity-- > 0)
            {
                var message = new SentMessage(body);
                _messages.Enqueue(message);
                successful.Add(new JsonObject { ["Id"] = id, ["MessageId"] = message.Id });
            }
            else
            {
                failed.Add(
                    new JsonObject
                    {
                        ["Id"] = id,
                        ["Code"] = "InternalError",
                        ["SenderFault"] = false,
                    }
                );
            }
        }

        return new JsonObject { ["Successful"] = successful, ["Failed"] = failed }.ToJsonString();
    }

    private (int Status, string Body) GetParameter()
    {
        Interlocked.Increment(ref _parameterReads);
        return IsParameterStoreDown ? (503, """{"__type": "InternalServerError", "message": "down"}""")
            : Secrets is null ? (400, """{"__type": "ParameterNotFound"}""")
            : (200, new JsonObject { ["Parameter"] = new JsonObject { ["Value"] = Secrets } }.ToJsonString());
    }
}
