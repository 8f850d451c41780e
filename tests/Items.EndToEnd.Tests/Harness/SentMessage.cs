using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>A message in the queue.</summary>
/// <param name="ReceiveCount">How often it has been received, this time included.</param>
internal sealed record SentMessage(string Body, int ReceiveCount = 1)
{
    public string Id { get; } = Guid.NewGuid().ToString();

    public DateTimeOffset SentAt { get; } = DateTimeOffset.UtcNow;

    public JsonNode Json => JsonNode.Parse(Body)!;
}
