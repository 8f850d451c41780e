namespace Items.Template.Tests.Rules;

public sealed class AccessRulesTests
{
    private const string Statement = "ItemsRole.Policies[0].PolicyDocument.Statement";

    [Theory]
    [InlineData(
        "            Auth: { Authorizer: Cognito }\n",
        "",
        "ItemsFunction.Events.Any: ANY /{proxy+} has no authorizer and is not a public route"
    )]
    [InlineData(
        "Path: /, Method: HEAD",
        "Path: /, Method: PUT",
        "ItemsFunction.Events.HealthHead: PUT / has no authorizer and is not a public route\n"
            + "HEAD /: is a public route, but the template has no such route without authorizer"
    )]
    [InlineData(
        "Path: /, Method: OPTIONS, TimeoutInMillis: 12000",
        "Path: /, Method: OPTIONS, Auth: { Authorizer: Cognito }",
        "OPTIONS /: is a public route, but the template has no such route without authorizer\n"
            + "ItemsFunction.Events.Root: ANY / needs a public OPTIONS route for preflights\n"
            + "ItemsFunction.Events.RootPreflight: OPTIONS / needs a public OPTIONS route for preflights"
    )]
    [InlineData(
        "            AuthorizationScopes: [items/read, items/write]\n",
        "",
        "ItemsApi.Auth.Authorizers.Cognito: needs AuthorizationScopes, or ID tokens are accepted"
    )]
    [InlineData(
        "paths: {}",
        "paths: { /open: {} }",
        "ItemsApi.DefinitionBody.paths: must be empty, so that all routes are events"
    )]
    [InlineData(
        "  AlarmTopic:\n",
        "  Url:\n    Type: AWS::Lambda::Url\n    Properties: { AuthType: NONE, TargetFunctionArn: !Ref ItemsFunction }\n  AlarmTopic:\n",
        "Url: AWS::Lambda::Url would bypass the authorizer of the HTTP API"
    )]
    [InlineData(
        "AuthType: AWS_IAM",
        "AuthType: NONE",
        "ItemsFunction.FunctionUrlConfig.AuthType: must be AWS_IAM"
    )]
    [InlineData(
        "Path: \"/api/v1/webhooks/{proxy+}\"",
        "Path: \"/api/v1/{proxy+}\"",
        "ItemsFunction.Events.Webhooks: POST /api/v1/{proxy+} has no authorizer and is not a public route\n"
            + "POST /api/v1/webhooks/{proxy+}: is a public route, but the template has no such route without authorizer"
    )]
    [InlineData(
        "Action: dynamodb:Query",
        "Action: dynamodb:*",
        Statement + "[1].Action: dynamodb:* is a wildcard"
    )]
    [InlineData(
        "Resource: !GetAtt ItemsTable.Arn",
        "Resource: \"*\"",
        Statement + "[0].Resource: has a wildcard"
    )]
    [InlineData(
        "${ItemsTable.Arn}/index/by_created",
        "${ItemsTable.Arn}/index/*",
        Statement + "[1].Resource: has a wildcard"
    )]
    [InlineData(
        "Action: [xray:PutTraceSegments,",
        "Action: [logs:CreateLogGroup, xray:PutTraceSegments,",
        Statement + "[7].Resource: has a wildcard"
    )]
    [InlineData(
        "Action: dynamodb:Query",
        "NotAction: dynamodb:Query",
        Statement + "[1].NotAction: is not part of a statement, or allows what is not named"
    )]
    [InlineData(
        "Principal: { Service: lambda.amazonaws.com }",
        "Principal: \"*\"",
        "ItemsRole.AssumeRolePolicyDocument.Statement[0].Principal: is everyone"
    )]
    public void Too_much_access_is_found(string text, string replacement, string violation) =>
        BrokenTemplate.ShouldViolate(text, replacement, violation);
}
