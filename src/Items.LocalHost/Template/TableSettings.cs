using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Items.LocalHost.Template;

/// <summary>An AWS::DynamoDB::Table as the requests that create it.</summary>
/// <param name="TimeToLiveAttribute">Holds epoch seconds after which DynamoDB may delete the item; null when items do not expire.</param>
internal sealed record TableSettings(CreateTableRequest Create, string? TimeToLiveAttribute)
{
    public static TableSettings Read(PropertyReader resource)
    {
        string logicalId = resource.Name;
        var properties = SamTemplate
            .PropertiesOf(resource)
            // The data is a file on the developer's machine.
            .Ignore("DeletionProtectionEnabled", "PointInTimeRecoverySpecification", "SSESpecification")
            // Local requests cost nothing and have no limit.
            .Ignore("OnDemandThroughput", "TableClass", "Tags");
        var table = new CreateTableRequest
        {
            TableName = properties.Text("TableName") ?? logicalId,
            BillingMode = properties.OneOf("BillingMode", "PAY_PER_REQUEST"),
            AttributeDefinitions = [.. properties.Mappings("AttributeDefinitions").Select(ReadAttribute)],
            KeySchema = ReadKeys(properties),
            GlobalSecondaryIndexes = properties.Mappings("GlobalSecondaryIndexes").Select(ReadIndex).ToList()
                is { Count: > 0 } indexes
                ? indexes
                : null,
        };
        string? timeToLive = properties.Mapping("TimeToLiveSpecification") is { } specification
            ? ReadTimeToLive(specification)
            : null;
        properties.RejectUnknown();
        return new TableSettings(table, timeToLive);
    }

    private static string? ReadTimeToLive(PropertyReader properties)
    {
        string attribute = properties.Required("AttributeName");
        bool isEnabled = properties.OneOf("Enabled", "true", "false") == "true";
        properties.RejectUnknown();
        return isEnabled ? attribute : null;
    }

    private static AttributeDefinition ReadAttribute(PropertyReader properties)
    {
        var attribute = new AttributeDefinition(
            properties.Required("AttributeName"),
            ScalarAttributeType.FindValue(properties.OneOf("AttributeType", "S", "N", "B"))
        );
        properties.RejectUnknown();
        return attribute;
    }

    private static List<KeySchemaElement> ReadKeys(PropertyReader properties) =>
        [
            .. properties
                .Mappings("KeySchema")
                .Select(key =>
                {
                    var element = new KeySchemaElement(
                        key.Required("AttributeName"),
                        KeyType.FindValue(key.OneOf("KeyType", "HASH", "RANGE"))
                    );
                    key.RejectUnknown();
                    return element;
                }),
        ];

    private static GlobalSecondaryIndex ReadIndex(PropertyReader properties)
    {
        var projection =
            properties.Mapping("Projection") ?? throw properties.Error("Projection", "needs a Projection");
        var index = new GlobalSecondaryIndex
        {
            IndexName = properties.Required("IndexName"),
            KeySchema = ReadKeys(properties),
            Projection = new Projection
            {
                ProjectionType = projection.OneOf("ProjectionType", "ALL", "KEYS_ONLY", "INCLUDE"),
                NonKeyAttributes = projection.TextList("NonKeyAttributes") is { } names ? [.. names] : null,
            },
        };
        projection.RejectUnknown();
        properties.Ignore("OnDemandThroughput").RejectUnknown();
        return index;
    }
}
