using System.Text.Json.Nodes;
using Items.LocalHost.Template;

namespace Items.LocalHost.Tests.Template;

/// <summary>AWS's own transform makes of <c>template.yaml</c> the API that the local host emulates.</summary>
public sealed class SamTransformTests
{
    private readonly SamTemplate _local = SamTemplate.Load(Repository.PathTo("template.yaml"));

    [SamFact]
    public async Task The_deployed_API_has_the_CORS_configuration_of_the_local_host()
    {
        var cors = (await DeployedApiAsync())["x-amazon-apigateway-cors"]!.AsObject();

        cors.ToJsonString()
            .Should()
            .Be(
                new JsonObject
                {
                    ["allowOrigins"] = JsonNode.Parse("""{"Fn::Split":[",",{"Ref":"AllowedOrigins"}]}"""),
                    ["allowMethods"] = List(_local.Api.Cors!.AllowMethods),
                    ["allowHeaders"] = List(_local.Api.Cors.AllowHeaders),
                    ["exposeHeaders"] = List(_local.Api.Cors.ExposeHeaders),
                    ["maxAge"] = _local.Api.Cors.MaxAge,
                }.ToJsonString()
            );
    }

    [SamFact]
    public async Task The_deployed_routes_call_the_alias_with_the_scopes_and_timeouts_of_the_local_host()
    {
        var api = await DeployedApiAsync();
        string[] deployed =
        [
            .. api["paths"]!
                .AsObject()
                .SelectMany(path =>
                    path.Value!.AsObject().Select(method => Describe(path.Key, method.Key, method.Value!))
                ),
        ];

        deployed
            .Should()
            .BeEquivalentTo(
                _local.Function.Routes.Select(route =>
                    $"{route.Key} [{string.Join(' ', route.Authorizer?.Scopes ?? [])}] {route.Timeout.TotalMilliseconds} ms "
                    + "functions/${ItemsFunctionAliaslive}/invocations"
                )
            );
    }

    private static string Describe(string path, string method, JsonNode operation)
    {
        string name = method == "x-amazon-apigateway-any-method" ? "ANY" : method.ToUpperInvariant();
        var scopes = operation["security"]?[0]!["Cognito"]!.AsArray() ?? [];
        var integration = operation["x-amazon-apigateway-integration"]!;
        string uri = (string)integration["uri"]!["Fn::Sub"]!;
        return $"{name} {path} [{string.Join(' ', scopes)}] {integration["timeoutInMillis"]} ms "
            + uri[uri.IndexOf("functions/$", StringComparison.Ordinal)..];
    }

    /// <returns>The OpenAPI document from which API Gateway creates the API.</returns>
    private static async Task<JsonObject> DeployedApiAsync()
    {
        using var folder = new TemporaryFolder();
        string result = folder.PathTo("deployed.json");
        await TestProcess.RunAsync(
            "python3",
            Repository.PathTo("tests/Items.LocalHost.Tests/Template/sam_transform.py"),
            Repository.PathTo("template.yaml"),
            result
        );
        var deployed = JsonNode.Parse(await File.ReadAllTextAsync(result))!;
        return deployed["Resources"]!["ItemsApi"]!["Properties"]!["Body"]!.AsObject();
    }

    private static JsonArray List(IEnumerable<string> texts) =>
        new([.. texts.Select(text => (JsonNode)text)]);
}
