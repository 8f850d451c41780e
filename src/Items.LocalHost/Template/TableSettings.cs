using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Items.LocalHost.Template;

/// <summary>An AWS::DynamoDB::Table as the calls that create it.</summary>
/// <param name="TimeToLiveAttribute">Holds epoch seconds after which DynamoDB may delete a row; null for never.</param>
internal sealed record TableSettings(CreateTableRequest Create, string? TimeToLiveAttribute)
{
    public static TableSettings Read(Section resource)
    {
        string logicalId = resource.Name;
        var properties = Stack
            .PropertiesOf(resource)
            .WithoutLocalEffect(
                "DeletionProtectionEnabled",
                "OnDemandThroughput",
                "PointInTimeRecoverySpecification",
                "SSESpecification",
                "TableClass",
                "Tags"
            );
        var table = new CreateTableRequest
        {
            TableName = properties.Text("TableName") ?? logicalId,
            BillingMode = properties.OneOf("BillingMode", "PAY_PER_REQUEST"),
            AttributeDefinitions = [.. properties.Members("AttributeDefinitions").Select(ReadAttribute)],
            KeySchema = ReadKeys(properties),
            GlobalSecondaryIndexes = properties.Members("GlobalSecondaryIndexes").Select(ReadIndex).ToList()
                is { Count: > 0 } indexes
                ? indexes
                : null,
        };
        string? timeToLive = properties.Map("TimeToLiveSpecification") is { } specification
            ? ReadTimeToLive(specification)
            : null;
        properties.Complete();
        return new TableSettings(table, timeToLive);
    }

    private static string? ReadTimeToLive(Section section)
    {
        string attribute = section.Required("AttributeName");
        bool isEnabled = section.OneOf("Enabled", "true", "false") == "true";
        section.Complete();
        return isEnabled ? attribute : null;
    }

    private static AttributeDefinition ReadAttribute(Section section)
    {
        var attribute = new AttributeDefinition(
            section.Required("AttributeName"),
            ScalarAttributeType.FindValue(section.OneOf("AttributeType", "S", "N", "B"))
        );
        section.Complete();
        return attribute;
    }

    private static List<KeySchemaElement> ReadKeys(Section section) =>
        [
            .. section
                .Members("KeySchema")
                .Select(key =>
                {
                    var element = new KeySchemaElement(
                        key.Required("AttributeName"),
                        KeyType.FindValue(key.OneOf("KeyType", "HASH", "RANGE"))
                    );
                    key.Complete();
                    return element;
                }),
        ];

    private static GlobalSecondaryIndex ReadIndex(Section section)
    {
        var projection = section.Map("Projection") ?? throw section.Error("Projection", "needs a Projection");
        var index = new GlobalSecondaryIndex
        {
            IndexName = section.Required("IndexName"),
            KeySchema = ReadKeys(section),
            Projection = new Projection
            {
                ProjectionType = projection.OneOf("ProjectionType", "ALL", "KEYS_ONLY", "INCLUDE"),
                NonKeyAttributes = projection.Texts("NonKeyAttributes") is { } names ? [.. names] : null,
            },
        };
        projection.Complete();
        section.WithoutLocalEffect("OnDemandThroughput").Complete();
        return index;
    }
}
