using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace Function;

/// <summary>GET /api/v1/items/{item_id} with the packages that AWS publishes for functions in .NET.</summary>
internal sealed class Function(IAmazonDynamoDB dynamodb, string table)
{
    private const string ItemsPath = "/api/v1/items/";

    private static async Task Main()
    {
        string table =
            Environment.GetEnvironmentVariable("ITEMS_TABLE")
            ?? throw new InvalidOperationException("ITEMS_TABLE is not set.");
        // The SDK reads region, credentials and AWS_ENDPOINT_URL_DYNAMODB from the environment.
        using var client = new AmazonDynamoDBClient();
        var function = new Function(client, table);
        using var bootstrap = LambdaBootstrapBuilder
            .Create<APIGatewayHttpApiV2ProxyRequest, APIGatewayHttpApiV2ProxyResponse>(
                function.HandleAsync,
                new SourceGeneratorLambdaJsonSerializer<EventJson>()
            )
            .Build();
        await bootstrap.RunAsync();
    }

    private async Task<APIGatewayHttpApiV2ProxyResponse> HandleAsync(
        APIGatewayHttpApiV2ProxyRequest request,
        ILambdaContext context
    )
    {
        string path = request.RawPath;
        return
            request.RequestContext.Http.Method == "GET"
            && path.StartsWith(ItemsPath, StringComparison.Ordinal)
            && path.Length > ItemsPath.Length
            && !path.AsSpan(ItemsPath.Length).Contains('/')
            ? await GetAsync(path[ItemsPath.Length..])
            : Respond(404, new Error("Not Found"), BodyJson.Default.Error);
    }

    private async Task<APIGatewayHttpApiV2ProxyResponse> GetAsync(string id)
    {
        var found = await dynamodb.GetItemAsync(
            new GetItemRequest
            {
                TableName = table,
                Key = new Dictionary<string, AttributeValue> { ["item_id"] = new AttributeValue(id) },
                ConsistentRead = true,
            }
        );
        return found.IsItemSet
            ? Respond(200, Item.Of(found.Item), BodyJson.Default.Item)
            : Respond(404, new Error($"Item {id} not found"), BodyJson.Default.Error);
    }

    private static APIGatewayHttpApiV2ProxyResponse Respond<T>(int status, T body, JsonTypeInfo<T> json) =>
        new()
        {
            StatusCode = status,
            Headers = new Dictionary<string, string> { ["content-type"] = "application/json" },
            Body = JsonSerializer.Serialize(body, json),
        };
}

internal sealed record Item(
    string ItemId,
    string Name,
    string? Description,
    decimal Price,
    string Category,
    string CreatedAt,
    string UpdatedAt
)
{
    public static Item Of(Dictionary<string, AttributeValue> attributes) =>
        new(
            attributes["item_id"].S,
            attributes["name"].S,
            attributes.GetValueOrDefault("description")?.S,
            decimal.Parse(attributes["price"].N, NumberStyles.Float, CultureInfo.InvariantCulture),
            attributes["category"].S,
            attributes["created_at"].S,
            attributes["updated_at"].S
        );
}

internal sealed record Error(string Detail);

[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyRequest))]
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyResponse))]
internal sealed partial class EventJson : JsonSerializerContext;

[JsonSerializable(typeof(Item))]
[JsonSerializable(typeof(Error))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class BodyJson : JsonSerializerContext;
