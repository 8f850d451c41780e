using System.Text.Json.Nodes;
using Items.Template.Tests.Sam;

namespace Items.Template.Tests.Rules;

/// <summary>Who may call the API, and what the roles may do.</summary>
internal static class AccessRules
{
    /// <summary>Every route that needs no token. A new one must be added here deliberately.</summary>
    private static readonly string[] PublicRoutes =
    [
        "GET /",
        "HEAD /",
        "OPTIONS /",
        "OPTIONS /{proxy+}",
        "POST /api/v1/webhooks/{proxy+}",
        "ANY /docs",
        "ANY /docs/{proxy+}",
        "ANY /redoc",
        "ANY /openapi.json",
        "ANY /openapi.yaml",
    ];

    /// <summary>The actions that AWS does not restrict to resources.</summary>
    private static readonly string[] ActionsWithoutResource =
    [
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    ];

    // Without NotAction, NotPrincipal and NotResource.
    private static readonly string[] StatementMembers =
    [
        "Action",
        "Condition",
        "Effect",
        "Principal",
        "Resource",
        "Sid",
    ];

    /// <summary>Types by which a function could be called without the routes of the HTTP API.</summary>
    private static readonly string[] OtherEntrances =
    [
        "AWS::ApiGateway::",
        "AWS::ApiGatewayV2::",
        "AWS::Lambda::Permission",
        "AWS::Lambda::Url",
        "AWS::Serverless::Api",
    ];

    public static IEnumerable<string> Check(Template source) =>
        [
            .. Routes(source),
            .. source.Resources.SelectMany(Entrances),
            .. source.OfType("AWS::Serverless::HttpApi").SelectMany(Authorizers),
            .. source.Resources.SelectMany(resource =>
                Nodes
                    .In(resource.Properties, resource.Name)
                    .Where(it => it.Node is JsonObject statement && statement.ContainsKey("Effect"))
                    .SelectMany(it => Statement(it.Path, it.Node.AsObject(), resource.Type))
            ),
        ];

    private static IEnumerable<string> Routes(Template source)
    {
        Route[] routes = [.. source.OfType("AWS::Serverless::Function").SelectMany(Route.Of)];
        Route[] open = [.. routes.Where(route => route.AuthorizerName is null)];
        return
        [
            .. open.Where(route => !PublicRoutes.Contains(route.Key))
                .Select(route => $"{route.Place}: {route.Key} has no authorizer and is not a public route"),
            .. PublicRoutes
                .Except(open.Select(route => route.Key))
                .Select(key =>
                    $"{key}: is a public route, but the template has no such route without authorizer"
                ),
            .. routes
                .Except(open)
                .Where(route => !open.Any(it => it.Key == $"OPTIONS {route.Key.Split(' ')[1]}"))
                .Select(route => $"{route.Place}: {route.Key} needs a public OPTIONS route for preflights"),
        ];
    }

    private static IEnumerable<string> Entrances(Resource resource)
    {
        if (OtherEntrances.Any(type => resource.Type.StartsWith(type, StringComparison.Ordinal)))
        {
            yield return $"{resource.Name}: {resource.Type} would bypass the authorizer of the HTTP API";
        }

        if (
            resource.Properties["FunctionUrlConfig"] is { } url
            && !(url["AuthType"] is JsonValue authorization && $"{authorization}" == "AWS_IAM")
        )
        {
            yield return $"{resource.Name}.FunctionUrlConfig.AuthType: must be AWS_IAM";
        }

        if (resource.Properties["DefinitionBody"]?["paths"] is JsonObject { Count: > 0 })
        {
            yield return $"{resource.Name}.DefinitionBody.paths: must be empty, so that all routes are events";
        }
    }

    private static IEnumerable<string> Authorizers(Resource api) =>
        (api.Properties["Auth"]?["Authorizers"]?.AsObject() ?? [])
            .Where(authorizer => authorizer.Value?["AuthorizationScopes"] is not JsonArray { Count: > 0 })
            .Select(authorizer =>
                $"{api.Name}.Auth.Authorizers.{authorizer.Key}: needs AuthorizationScopes, or ID tokens are accepted"
            );

    private static IEnumerable<string> Statement(string path, JsonObject statement, string resourceType)
    {
        foreach (string key in statement.Select(entry => entry.Key).Except(StatementMembers))
        {
            yield return $"{path}.{key}: is not part of a statement, or allows what is not named";
        }

        string[] actions = [.. Nodes.ListOrSingle(statement["Action"]).Select(action => $"{action}")];
        foreach (string action in actions.Where(action => action.Contains('*')))
        {
            yield return $"{path}.Action: {action} is a wildcard";
        }

        // In the policy of a key, * is the key itself.
        bool needsResource = resourceType != "AWS::KMS::Key" && !actions.All(ActionsWithoutResource.Contains);
        if (needsResource && HasWildcard(statement["Resource"]))
        {
            yield return $"{path}.Resource: has a wildcard";
        }

        if (HasWildcard(statement["Principal"]))
        {
            yield return $"{path}.Principal: is everyone";
        }
    }

    private static bool HasWildcard(JsonNode? node) =>
        Nodes.In(node, "").Any(it => it.Node is JsonValue text && $"{text}".Contains('*'));
}
