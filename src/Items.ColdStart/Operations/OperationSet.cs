using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Items.LocalHost.Gateway;
using Microsoft.AspNetCore.Http;
using RequestEvent = Items.LocalHost.Gateway.HttpApiEvent;

namespace Items.ColdStart.Operations;

/// <summary>The operations that can be measured. The local host's gateway makes their events.</summary>
internal static class OperationSet
{
    public static readonly IReadOnlyList<string> Names = ["get", "post", "list", "not-found", "docs"];

    private const string Items = "/api/v1/items";
    private const string NewItem =
        """{"name":"Blue mug","description":"Stoneware, 350 ml, dishwasher safe.","price":12.5,"category":"kitchen"}""";

    private static readonly JwtIdentity Caller = new(
        [
            new("sub", "2a7bd0c5-6d8d-4f2c-8a0a-7f3c1b9e4d10"),
            new("client_id", "1example23456789"),
            new("token_use", "access"),
            new("scope", "items/read items/write"),
        ],
        ["items/read", "items/write"]
    );

    /// <param name="name">One of <see cref="Names"/>.</param>
    public static Operation Create(string name) =>
        name switch
        {
            "get" => new(
                name,
                Event("GET", $"{Items}/{SeedItems.FirstId}"),
                200,
                body => SeedItems.IsFirst(JsonElement.Parse(body))
            ),
            "post" => new(name, Event("POST", Items, NewItem), 201, IsNewItem),
            "list" => new(name, Event("GET", Items), 200, IsPage),
            "not-found" => new(
                name,
                Event("GET", $"{Items}/{SeedItems.MissingId}"),
                404,
                body =>
                    JsonElement.Parse(body).GetProperty("detail").GetString()
                    == $"Item {SeedItems.MissingId} not found"
            ),
            "docs" => new(
                name,
                Event("GET", "/docs"),
                200,
                body => body.Contains("<html", StringComparison.OrdinalIgnoreCase)
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such operation."),
        };

    private static bool IsNewItem(string body) =>
        JsonElement.Parse(body) is { ValueKind: JsonValueKind.Object } created
        && HasId(created)
        && JsonNode
            .Parse(NewItem)!
            .AsObject()
            .All(field =>
                created.TryGetProperty(field.Key, out var value)
                && (
                    field.Key == "price"
                        ? value.GetDecimal() == field.Value!.GetValue<decimal>()
                        : value.GetString() == field.Value!.GetValue<string>()
                )
            );

    private static bool IsPage(string body) =>
        JsonElement.Parse(body) is { ValueKind: JsonValueKind.Array } page
        && page.GetArrayLength() == SeedItems.PageSize
        && page.EnumerateArray().All(HasId);

    private static bool HasId(JsonElement item) => item.GetProperty("item_id").GetString() is { Length: > 0 };

    private static byte[] Event(string method, string path, string? body = null)
    {
        var (route, parameters) =
            Route.Match(Repository.Template.Function.Routes, method, path)
            ?? throw new InvalidOperationException($"The template has no route for {method} {path}.");
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Scheme = "https";
        context.Request.Host = new HostString("abcdefghij.execute-api.us-east-1.amazonaws.com");
        context.Request.Headers.Accept = "application/json";
        context.Request.Headers.UserAgent = "curl/8.5.0";
        context.Connection.RemoteIpAddress = new System.Net.IPAddress([203, 0, 113, 7]);
        context.Connection.LocalPort = 443;
        if (body is not null)
        {
            context.Request.ContentType = "application/json";
        }

        var requestEvent = new RequestEvent
        {
            RequestId = "JKJaXmPLvHcESHA=",
            RouteKey = route.Key,
            PathParameters = parameters,
            Target = new RequestTarget(path, ""),
            Stage = "$default",
            Body = Encoding.UTF8.GetBytes(body ?? ""),
            TraceRoot = "Root=1-5759e988-bd862e3fe1be46a994272793",
            Authorizer = route.Authorizer is null ? null : Caller.ToJson(),
        };
        return requestEvent.ToJson(context).ToArray();
    }
}
