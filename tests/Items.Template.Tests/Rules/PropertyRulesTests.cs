namespace Items.Template.Tests.Rules;

public sealed class PropertyRulesTests
{
    [Theory]
    [InlineData(
        "AWS::SNS::Topic",
        "AWS::SNS::Topics",
        "AlarmTopic: there is no resource type AWS::SNS::Topics"
    )]
    [InlineData("BillingMode:", "BilingMode:", "ItemsTable.BilingMode: there is no such property")]
    [InlineData(
        "DependsOn: ResourceServer",
        "DependOn: ResourceServer",
        "WebClient: DependOn is not an attribute of a resource"
    )]
    [InlineData(
        "{ PointInTimeRecoveryEnabled: true }",
        "{ PointInTimeRecoveryEnabled: true, Days: 5 }",
        "ItemsTable.PointInTimeRecoverySpecification.Days: there is no such property"
    )]
    [InlineData(
        "          Projection: { ProjectionType: ALL }\n",
        "",
        "ItemsTable.GlobalSecondaryIndexes[0].Projection: is required"
    )]
    [InlineData(
        "PointInTimeRecoveryEnabled: true",
        "PointInTimeRecoveryEnabled: always",
        "ItemsTable.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled: must be a boolean, not 'always'"
    )]
    [InlineData("Timeout: 10", "Timeout: 10.5", "ItemsFunction.Timeout: must be an integer, not '10.5'")]
    [InlineData("Timeout: 10", "Timeout: [10]", "ItemsFunction.Timeout: must be an integer, not a list")]
    [InlineData(
        "AllowedOAuthFlows: [code]",
        "AllowedOAuthFlows: code",
        "WebClient.AllowedOAuthFlows: must be a list, not 'code'"
    )]
    [InlineData(
        "LogFormat: JSON",
        "LogFormat: Json",
        "ItemsFunction.LoggingConfig.LogFormat: 'Json' is not one of Text, JSON"
    )]
    [InlineData(
        "AllowedValues: [TRACE, DEBUG, INFO,",
        "AllowedValues: [VERBOSE, DEBUG, INFO,",
        "ItemsFunction.LoggingConfig.ApplicationLogLevel (parameter LogLevel): 'VERBOSE' is not one of TRACE, DEBUG, INFO, WARN, ERROR, FATAL"
    )]
    [InlineData(
        "CallbackURLs: !Ref CallbackUrls",
        "CallbackURLs: !Ref AllowedOrigins",
        "WebClient.CallbackURLs: must be a list, and the parameter AllowedOrigins is a text\nCallbackUrls: is not used"
    )]
    [InlineData(
        "LogGroup: !Ref ItemsFunctionLog",
        "LogGroup: !Split [\",\", !Ref ItemsFunctionLog]",
        "ItemsFunction.LoggingConfig.LogGroup: must be a string, and Fn::Split is a list"
    )]
    [InlineData(
        "DeletionProtectionEnabled: !If [IsProtected, true, false]",
        "DeletionProtectionEnabled: !If [IsProtected, true, never]",
        "ItemsTable.DeletionProtectionEnabled: must be a boolean, not 'never'"
    )]
    [InlineData(
        "KeySchema:\n        - { AttributeName: item_id, KeyType: HASH }",
        "KeySchema: !Ref AWS::NoValue",
        "ItemsTable.KeySchema: is required, so AWS::NoValue is not possible"
    )]
    public void A_wrong_type_property_or_value_is_found(string text, string replacement, string violation) =>
        BrokenTemplate.ShouldViolate(text, replacement, violation);
}
