using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Items.LocalHost.Tests;

namespace Items.Template.Tests.Sam;

public sealed partial class SamTransformTests
{
    [Theory]
    [InlineData(
        "      Auth:\n        # No",
        "      CorsConfiguration: { AllowOrigins: !Split [\",\", !Ref AllowedOrigins] }\n      Auth:\n        # No",
        "ItemsApi.CorsConfiguration.AllowOrigins: Fn::Split is not possible here: SAM takes it for the whole CORS object and drops the rest"
    )]
    [InlineData(
        "maxAge: 600",
        "maxAge: ten minutes",
        "ItemsApi.CorsConfiguration.MaxAge: must be an integer, not 'ten minutes'"
    )]
    [InlineData(
        "allowMethods:",
        "allowMethod:",
        "ItemsApi.CorsConfiguration.AllowMethod: there is no such property"
    )]
    [InlineData(
        "AutoPublishAlias: live",
        "AutoPublishAlias: !Sub live",
        "ItemsFunction.AutoPublishAlias: Fn::Sub is not possible here: the logical id of the alias contains it"
    )]
    [InlineData(
        "Method: ANY",
        "Method: !Sub ANY",
        "ItemsFunction.Events.Any.Method: Fn::Sub is not possible here: SAM writes the route into the API's body"
    )]
    [InlineData(
        "ApiId: !Ref ItemsApi\n",
        "ApiId: !GetAtt ItemsApi.ApiId\n",
        "ItemsFunction.Events.Any.ApiId: must be !Ref of an API of this template"
    )]
    [InlineData(
        "Runtime: provided.al2023",
        "RunTime: provided.al2023",
        "ItemsFunction.RunTime: SAM has no such property, or this check does not cover it\nItemsFunction.Runtime: is required"
    )]
    [InlineData(
        "TimeoutInMillis: 12000",
        "Timeout: 12000",
        "ItemsFunction.Events.Any.Timeout: SAM has no such property, or this check does not cover it"
    )]
    [InlineData(
        "      - Canary10Percent30Minutes",
        "      - Canary20Percent30Minutes",
        "ItemsFunction.DeploymentPreference.Type: Canary20Percent30Minutes is not one of CodeDeploy's configurations"
    )]
    [InlineData(
        "            IdentitySource: $request.header.Authorization\n",
        "",
        "ItemsApi.Auth.Authorizers.Cognito.IdentitySource: is required"
    )]
    [InlineData(
        "        ANY /redoc: {",
        "        GET /redoc: {",
        "ItemsApi.RouteSettings.GET /redoc: there is no such route"
    )]
    [InlineData(
        "Type: SQS",
        "Type: SNS",
        "ItemsFunction.Events.Ingestion.Type: this check does not cover SNS\nIngestionConcurrency: is not used"
    )]
    [InlineData(
        "            Queue: !GetAtt IngestionQueue.Arn\n",
        "            QueueArn: !GetAtt IngestionQueue.Arn\n",
        "ItemsFunction.Events.Ingestion.QueueArn: SAM has no such property, or this check does not cover it\n"
            + "ItemsFunction.Events.Ingestion.Queue: is required"
    )]
    [InlineData(
        "BatchSize: 10",
        "BatchSize: ten",
        "ItemsFunctionIngestion.BatchSize: must be an integer, not 'ten'"
    )]
    [InlineData(
        "InvokeMode: RESPONSE_STREAM",
        "InvokeMode: STREAM",
        "ItemsFunctionUrl.InvokeMode: 'STREAM' is not one of BUFFERED, RESPONSE_STREAM"
    )]
    [InlineData(
        "Outputs:\n",
        "Globals: { Function: { Timeout: 30 } }\nOutputs:\n",
        "template.yaml.Globals: SAM has no such property, or this check does not cover it"
    )]
    public void What_SAM_would_reject_or_misunderstand_is_found(
        string text,
        string replacement,
        string violation
    ) => BrokenTemplate.ShouldViolate(text, replacement, violation);

    [SamFact]
    public async Task The_result_has_the_resources_and_references_that_AWS_own_transform_makes()
    {
        string path = Repository.PathTo("template.yaml");
        using var folder = new TemporaryFolder();
        string output = folder.PathTo("transformed.json");
        await TestProcess.RunAsync(
            "python3",
            Repository.PathTo("tests/Items.LocalHost.Tests/Template/sam_transform.py"),
            path,
            output
        );
        string json = VersionHash().Replace(await File.ReadAllTextAsync(output), "");

        var result = SamTransform.Apply(Template.Parse(await File.ReadAllTextAsync(path))).Result;

        Dependencies(result)
            .Should()
            .BeEquivalentTo(Dependencies(new Template(JsonNode.Parse(json)!.AsObject())));
    }

    private static IEnumerable<string> Dependencies(Template template) =>
        from resource in template.Resources
        where resource.Type != "AWS::Lambda::Permission"
        let names = Reference.In(resource).Select(reference => reference.Name).Distinct()
        let dependencies = names.Where(name => template.Find(name) is not null).Order()
        select $"{resource.Name} {resource.Type} {resource.Condition}: {string.Join(' ', dependencies)}";

    /// <summary>AWS's logical id of a version contains a hash of what it publishes.</summary>
    [GeneratedRegex("(?<=FunctionVersion)[0-9a-f]{10}", RegexOptions.None, 1000)]
    private static partial Regex VersionHash();
}
