using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>Events of API Gateway, payload format 2.0.</summary>
internal static class FunctionEvent
{
    private const string AllClaims =
        """{"jwt": {"claims": {"token_use": "access", "scope": "items/read items/write", "sub": "x"}}}""";

    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path without a query.</param>
    /// <param name="authorizer">JSON of the authorizer's result; null for a route without one.</param>
    /// <param name="body">Null for no body.</param>
    /// <param name="headers">Names in lower case.</param>
    public static string Http(
        string method,
        string path,
        string? authorizer = AllClaims,
        string? body = null,
        string query = "",
        IEnumerable<(string Name, string Value)>? headers = null
    )
    {
        var json = JsonNode.Parse(
            $$"""
            {
              "version": "2.0", "routeKey": "ANY /{proxy+}", "rawPath": "{{path}}", "rawQueryString": "{{query}}",
              "headers": {"content-type": "application/json"},
              "requestContext": {
                "http": {"method": "{{method}}", "path": "{{path}}", "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7"},
                "requestId": "ATfSmjLgPHcESJw=", "routeKey": "ANY /{proxy+}", "stage": "$default"
              },
              "isBase64Encoded": false
            }
            """
        )!;
        if (authorizer is not null)
        {
            json["requestContext"]!["authorizer"] = JsonNode.Parse(authorizer);
        }

        if (body is not null)
        {
            json["body"] = body;
        }

        foreach (var (name, value) in headers ?? [])
        {
            json["headers"]![name] = value;
        }

        return json.ToJsonString();
    }

    /// <summary>An event of a Function URL, whose caller is authorized by IAM.</summary>
    /// <inheritdoc cref="Http" path="/param"/>
    public static string FunctionUrl(
        string method,
        string path,
        string query = "",
        IEnumerable<(string Name, string Value)>? headers = null
    )
    {
        const string Iam = """{"iam": {"userArn": "arn:aws:iam::111122223333:user/exporter"}}""";
        var json = JsonNode.Parse(Http(method, path, Iam, query: query, headers: headers))!;
        json["routeKey"] = "$default";
        json["requestContext"]!["domainName"] = "abc123.lambda-url.us-east-1.on.aws";
        return json.ToJsonString();
    }

    /// <summary>A batch of messages of a queue.</summary>
    public static string Queue(params IEnumerable<SentMessage> messages) =>
        new JsonObject
        {
            ["Records"] = new JsonArray([
                .. messages.Select(message => new JsonObject
                {
                    ["messageId"] = message.Id,
                    ["receiptHandle"] = "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
                    ["body"] = message.Body,
                    ["attributes"] = new JsonObject
                    {
                        ["ApproximateReceiveCount"] = $"{message.ReceiveCount}",
                        ["SentTimestamp"] = $"{message.SentAt.ToUnixTimeMilliseconds()}",
                        ["SenderId"] = "AROAIENQZJOLO23YVJ4VO:items",
                        ["ApproximateFirstReceiveTimestamp"] =
                            $"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}",
                    },
                    ["messageAttributes"] = new JsonObject(),
                    ["md5OfBody"] = "e4e68fb7bd0e697a0ae8f1bb342846b3",
                    ["eventSource"] = "aws:sqs",
                    ["eventSourceARN"] = "arn:aws:sqs:us-east-1:111122223333:IngestionQueue",
                    ["awsRegion"] = "us-east-1",
                }),
            ]),
        }.ToJsonString();
}
