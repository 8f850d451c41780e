namespace Items.Template.Tests.Rules;

public sealed class DataRulesTests
{
    [Theory]
    [InlineData(
        "PointInTimeRecoveryEnabled: true",
        "PointInTimeRecoveryEnabled: false",
        "ItemsTable.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled: must not be false"
    )]
    [InlineData(
        "DeletionProtectionEnabled: !If [IsProtected, true, false]",
        "DeletionProtectionEnabled: false",
        "ItemsTable.DeletionProtectionEnabled: must not be false"
    )]
    [InlineData(
        "      DeletionProtection: !If [IsProtected, ACTIVE, INACTIVE]\n",
        "",
        "UserPool.DeletionProtection: must not be INACTIVE"
    )]
    [InlineData(
        "DeletionPolicy: Retain",
        "DeletionPolicy: Delete",
        "UserPool.DeletionPolicy: must be Retain"
    )]
    [InlineData(
        "DeletionPolicy: Retain",
        "DeletionPolicy: RetainExceptOnCreate",
        "UserPool.DeletionPolicy: must be Retain"
    )]
    [InlineData("    UpdateReplacePolicy: Retain\n", "", "UserPool.UpdateReplacePolicy: must be Retain")]
    [InlineData(
        "      SSESpecification: { SSEEnabled: !If [UsesManagedKey, true, false] }\n",
        "",
        "ItemsTable.SSESpecification.SSEEnabled: must be set"
    )]
    [InlineData(
        "      RetentionInDays: !Ref LogRetentionDays\n",
        "",
        "ItemsApiLog.RetentionInDays: must be set"
    )]
    [InlineData(
        "        LogGroup: !Ref ItemsFunctionLog\n",
        "",
        "ItemsFunction.LoggingConfig.LogGroup: must be set"
    )]
    [InlineData(
        "Type: AWS::SNS::Topic\n    Properties:\n",
        "Type: AWS::SNS::Topic\n    Properties:\n      KmsMasterKeyId: alias/aws/sns\n",
        "AlarmTopic.KmsMasterKeyId: CloudWatch cannot publish with this key"
    )]
    [InlineData("      SqsManagedSseEnabled: true\n", "", "IngestionQueue.SqsManagedSseEnabled: must be set")]
    [InlineData(
        "  IngestionTable:\n    Type: AWS::DynamoDB::Table\n    DeletionPolicy: Retain\n",
        "  IngestionTable:\n    Type: AWS::DynamoDB::Table\n",
        "IngestionTable.DeletionPolicy: must be Retain"
    )]
    public void Data_that_could_be_lost_or_read_is_found(string text, string replacement, string violation) =>
        BrokenTemplate.ShouldViolate(text, replacement, violation);
}
