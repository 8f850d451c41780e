using System.Text.Json.Nodes;

namespace Items.Template.Tests.Sam;

/// <summary>AWS::Serverless::HttpApi: an API with an OpenAPI body, and its stage.</summary>
internal static class SamHttpApi
{
    private const string CorsExtension = "x-amazon-apigateway-cors";
    private static readonly string[] SameInApi =
    [
        "Description",
        "DisableExecuteApiEndpoint",
        "FailOnWarnings",
    ];
    private static readonly string[] SameInStage =
    [
        "AccessLogSettings",
        "DefaultRouteSettings",
        "RouteSettings",
        "StageVariables",
    ];

    public static void Add(SamTransform sam, Resource api)
    {
        var (name, properties) = (api.Name, api.Properties);
        sam.RejectUnknown(
            name,
            properties,
            [.. SameInApi, .. SameInStage, "Auth", "CorsConfiguration", "DefinitionBody", "StageName"]
        );
        var body = sam.Literal(
            $"{name}.DefinitionBody",
            properties["DefinitionBody"],
            "SAM adds the routes to it"
        );
        var generated = SamTransform.Copy(properties, SameInApi);
        generated["Body"] = new JsonObject
        {
            ["definition"] = body?.DeepClone(),
            ["authorizers"] = Authorizers(sam, api),
            ["integrations"] = Integrations(sam.Source, api),
        };
        // SAM writes it to the body, whose content has no type; this property has the same members.
        generated["CorsConfiguration"] = Cors(sam, api) ?? Extension(body?[CorsExtension]);
        if (generated["CorsConfiguration"] is null)
        {
            generated.Remove("CorsConfiguration");
        }

        sam.Generate(api, name, "AWS::ApiGatewayV2::Api", generated);

        CheckRouteSettings(sam, api);
        var stage = SamTransform.Copy(properties, SameInStage);
        stage["ApiId"] = SamTransform.Ref(name);
        stage["StageName"] = properties["StageName"]?.DeepClone() ?? "$default";
        string stageName = properties["StageName"] is JsonValue text
            ? $"{name}{text}Stage"
            : $"{name}ApiGatewayDefaultStage";
        sam.Generate(api, stageName, "AWS::ApiGatewayV2::Stage", stage);
        sam.Name($"{name}.Stage", stageName);
    }

    private static JsonNode? Cors(SamTransform sam, Resource api)
    {
        string path = $"{api.Name}.CorsConfiguration";
        const string WholeObject = "SAM takes it for the whole CORS object and drops the rest";
        if (sam.Literal(path, api.Properties["CorsConfiguration"], WholeObject) is not JsonObject cors)
        {
            return null;
        }

        sam.Literal($"{path}.AllowOrigins", cors["AllowOrigins"], WholeObject);
        return cors.DeepClone();
    }

    private static JsonObject? Extension(JsonNode? cors) =>
        cors is not JsonObject members
            ? null
            : new(
                members.Select(member =>
                    KeyValuePair.Create(
                        char.ToUpperInvariant(member.Key[0]) + member.Key[1..],
                        member.Value?.DeepClone()
                    )
                )
            );

    private static JsonNode? Authorizers(SamTransform sam, Resource api)
    {
        string path = $"{api.Name}.Auth";
        var auth = api.Properties["Auth"];
        sam.RejectUnknown(path, auth, "Authorizers");
        var authorizers = sam.Literal(
            $"{path}.Authorizers",
            auth?["Authorizers"],
            "SAM writes one scheme for each"
        );
        foreach (var (name, authorizer) in authorizers as JsonObject ?? [])
        {
            string its = $"{path}.Authorizers.{name}";
            sam.RejectUnknown(its, authorizer, "AuthorizationScopes", "IdentitySource", "JwtConfiguration");
            sam.RejectUnknown(
                $"{its}.JwtConfiguration",
                authorizer?["JwtConfiguration"],
                "issuer",
                "audience"
            );
            sam.RejectMissing(its, authorizer, "IdentitySource", "JwtConfiguration");
        }

        return authorizers?.DeepClone();
    }

    // The stage's property has no type for its members.
    private static void CheckRouteSettings(SamTransform sam, Resource api)
    {
        string path = $"{api.Name}.RouteSettings";
        string[] routes =
        [
            .. sam.Source.OfType("AWS::Serverless::Function").SelectMany(Route.Of).Select(route => route.Key),
        ];
        foreach (var (key, settings) in api.Properties["RouteSettings"]?.AsObject() ?? [])
        {
            if (!routes.Contains(key))
            {
                sam.Violation($"{path}.{key}", "there is no such route");
            }

            sam.RejectUnknown(
                $"{path}.{key}",
                settings,
                "DetailedMetricsEnabled",
                "ThrottlingBurstLimit",
                "ThrottlingRateLimit"
            );
        }
    }

    private static JsonArray Integrations(Template template, Resource api)
    {
        var targets = template
            .OfType("AWS::Serverless::Function")
            .Where(function => Route.Of(function).Any(route => route.Api == api.Name))
            .Select(SamFunction.TargetOf);
        return new JsonArray([.. targets.Select(SamTransform.Ref)]);
    }
}
