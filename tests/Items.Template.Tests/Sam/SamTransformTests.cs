namespace Items.Template.Tests.Sam;

public sealed class SamTransformTests
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
        "Outputs:\n",
        "Globals: { Function: { Timeout: 30 } }\nOutputs:\n",
        "template.yaml.Globals: SAM has no such property, or this check does not cover it"
    )]
    public void What_SAM_would_reject_or_misunderstand_is_found(
        string text,
        string replacement,
        string violation
    ) => BrokenTemplate.ShouldViolate(text, replacement, violation);
}
