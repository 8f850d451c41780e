namespace Items.Template.Tests.Rules;

public sealed class DependencyRulesTests
{
    private const string Alarms = "Alarms: [!Ref FunctionErrorsAlarm, !Ref FunctionLatencyAlarm]";

    [Theory]
    // The alarm refers to the API, whose routes refer to the alias, which waits for the deployment group with the alarm.
    [InlineData(
        Alarms,
        "Alarms: [!Ref ApiErrorsAlarm]",
        "ItemsApi: depends on itself: ItemsApi -> ItemsFunctionAliaslive -> ItemsFunctionDeploymentGroup -> ApiErrorsAlarm -> ItemsApi"
    )]
    // As above, under a condition: a template with a possible cycle is rejected.
    [InlineData(
        Alarms,
        "Alarms: !If [HasEmail, [!Ref ApiErrorsAlarm], [!Ref FunctionErrorsAlarm]]",
        "ItemsApi: depends on itself: ItemsApi -> ItemsFunctionAliaslive -> ItemsFunctionDeploymentGroup -> ApiErrorsAlarm -> ItemsApi"
    )]
    [InlineData(
        "Value: !Sub \"${ItemsFunction}:live\"",
        "Value: !Ref ItemsFunction.Alias",
        "ItemsFunctionAliaslive: depends on itself: ItemsFunctionAliaslive -> ItemsFunctionDeploymentGroup -> FunctionErrorsAlarm -> ItemsFunctionAliaslive"
    )]
    [InlineData(
        "ITEMS_TABLE: !Ref ItemsTable",
        "ITEMS_TABLE: !Ref ItemsTable\n          API: !Ref ItemsApi",
        "ItemsApi: depends on itself: ItemsApi -> ItemsFunctionAliaslive -> ItemsFunctionDeploymentGroup -> FunctionErrorsAlarm -> ItemsFunction -> ItemsApi"
    )]
    [InlineData(
        "CallbackURLs: !Ref CallbackUrls",
        "CallbackURLs: [!Sub \"https://${ItemsApi}.example.com\", !Join [\"\", !Ref CallbackUrls]]",
        "ItemsApi: depends on itself: ItemsApi -> WebClient -> ItemsApi"
    )]
    [InlineData(
        "/items/${AWS::StackName}/function",
        "/aws/lambda/${ItemsFunction}",
        "ItemsFunction: depends on itself: ItemsFunction -> ItemsFunctionLog -> ItemsFunction"
    )]
    [InlineData(
        "Type: AWS::Cognito::UserPoolResourceServer",
        "Type: AWS::Cognito::UserPoolResourceServer\n    DependsOn: ServiceClient",
        "ResourceServer: depends on itself: ResourceServer -> ServiceClient -> ResourceServer"
    )]
    public void A_cycle_is_found(string text, string replacement, string violation) =>
        BrokenTemplate.ShouldViolate(text, replacement, violation);
}
