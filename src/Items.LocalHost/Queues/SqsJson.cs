using System.Text.Json.Nodes;
using Items.LocalHost.Aws;

namespace Items.LocalHost.Queues;

/// <summary>The objects in SQS's responses.</summary>
internal static class SqsJson
{
    public static JsonObject Sent(SqsMessage message) =>
        new() { ["MessageId"] = message.Id, ["MD5OfMessageBody"] = SqsMessage.Md5(message.Body) };

    public static JsonObject Received(SqsMessage message, IReadOnlyList<string> attributes)
    {
        var json = new JsonObject
        {
            ["MessageId"] = message.Id,
            ["ReceiptHandle"] = message.ReceiptHandle,
            ["MD5OfBody"] = SqsMessage.Md5(message.Body),
            ["Body"] = message.Body,
        };
        if (Selected(message.Attributes, attributes) is { Count: > 0 } selected)
        {
            json["Attributes"] = selected;
        }

        return json;
    }

    public static JsonObject Selected(IReadOnlyDictionary<string, string> all, IReadOnlyList<string> names) =>
        new(
            all.Where(attribute => names.Contains("All") || names.Contains(attribute.Key))
                .Select(attribute => KeyValuePair.Create(attribute.Key, (JsonNode?)attribute.Value))
        );

    public static JsonObject Batch(IEnumerable<JsonObject> successful, IEnumerable<JsonObject> failed) =>
        new() { ["Successful"] = new JsonArray([.. successful]), ["Failed"] = new JsonArray([.. failed]) };

    public static JsonObject With(string id, JsonObject json)
    {
        json["Id"] = id;
        return json;
    }

    public static JsonObject Failed(string id, AwsException error) =>
        new()
        {
            ["Id"] = id,
            ["SenderFault"] = true,
            ["Code"] = error.QueryCode ?? error.Type,
            ["Message"] = error.Message,
        };
}
