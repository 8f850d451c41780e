namespace Items.Template.Tests.Rules;

public sealed class ReferenceRulesTests
{
    [Theory]
    [InlineData(
        "ITEMS_TABLE: !Ref ItemsTable",
        "ITEMS_TABLE: !Ref ItemTable",
        "ItemsFunction.Environment.Variables.ITEMS_TABLE: ItemTable is neither a parameter nor a resource"
    )]
    [InlineData(
        "LOGIN_URL: !Sub https://${UserPoolDomain}",
        "LOGIN_URL: !Sub https://${UserPoolDomains}",
        "ItemsFunction.Environment.Variables.LOGIN_URL: UserPoolDomains is neither a parameter nor a resource"
    )]
    [InlineData(
        "!GetAtt ItemsTable.Arn",
        "!GetAtt ItemsTable.TableArn",
        "ItemsRole.Policies[0].PolicyDocument.Statement[0].Resource: ItemsTable (AWS::DynamoDB::Table) has no attribute TableArn"
    )]
    [InlineData(
        "${ItemsTable.Arn}/index/by_created",
        "${ItemsTable.ARN}/index/by_created",
        "ItemsRole.Policies[0].PolicyDocument.Statement[1].Resource[0]: ItemsTable (AWS::DynamoDB::Table) has no attribute ARN"
    )]
    [InlineData(
        "!Ref ItemsFunction.Alias",
        "!Ref ItemsFunction.Aliases",
        "ProvisionedConcurrencyTarget.ResourceId[1]: ItemsFunction.Aliases is neither a parameter nor a resource"
    )]
    [InlineData(
        "      AutoPublishAlias: live\n",
        "",
        "ItemsFunction.AutoPublishAliasAllProperties: needs AutoPublishAlias\n"
            + "ItemsFunction.DeploymentPreference: needs AutoPublishAlias\n"
            + "ItemsFunction.ProvisionedConcurrencyConfig: needs AutoPublishAlias\n"
            + "ProvisionedConcurrencyTarget.ResourceId[1]: ItemsFunction.Alias is neither a parameter nor a resource\n"
            + "DeploymentType: is not used\nIsProvisionedAlways: is not used"
    )]
    [InlineData(
        "DependsOn: ResourceServer",
        "DependsOn: Server",
        "WebClient.DependsOn: there is no resource Server"
    )]
    [InlineData(
        "!If [IsProtected, ACTIVE",
        "!If [Protected, ACTIVE",
        "UserPool.DeletionProtection: there is no condition Protected"
    )]
    [InlineData(
        "Condition: HasBudget",
        "Condition: HasMoney",
        "MonthlyCost.Condition: there is no condition HasMoney\nHasBudget: is not used"
    )]
    [InlineData(
        "!And [!Condition HasEmail,",
        "!And [!Condition HasAddress,",
        "Conditions.HasBudget: there is no condition HasAddress"
    )]
    [InlineData(
        "ResourceId: !Join",
        "RoleARN: !FindInMap [Roles, !Ref AWS::Region, Arn]\n      ResourceId: !Join",
        "ProvisionedConcurrencyTarget.RoleARN: there is no mapping Roles"
    )]
    [InlineData("Threshold: !Ref ErrorThreshold", "Threshold: 1", "ErrorThreshold: is not used")]
    [InlineData(
        "EnabledMfas: !If [HasMfa, [SOFTWARE_TOKEN_MFA], !Ref AWS::NoValue]",
        "EnabledMfas: [SOFTWARE_TOKEN_MFA]",
        "HasMfa: is not used"
    )]
    [InlineData(
        "DashboardName: !Ref AWS::StackName",
        "DashboardName: !Ref MonthlyCost",
        "Dashboard.DashboardName: MonthlyCost exists only under the condition HasBudget"
    )]
    public void A_name_without_definition_or_use_is_found(
        string text,
        string replacement,
        string violation
    ) => BrokenTemplate.ShouldViolate(text, replacement, violation);
}
