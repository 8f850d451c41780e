using System.Text.Json.Nodes;

namespace Items.Template.Tests.Rules;

/// <summary>Data is encrypted and cannot be lost by an update; logs do not grow for ever.</summary>
internal static class DataRules
{
    /// <summary>Tables of which every row expires. A new one must be added here deliberately.</summary>
    private static readonly string[] TemporaryTables = ["IdempotencyTable"];

    public static IEnumerable<string> Check(Template template) => template.Resources.SelectMany(Check);

    private static IEnumerable<string> Check(Resource resource) =>
        resource.Type switch
        {
            "AWS::DynamoDB::Table" => Table(resource),
            "AWS::Cognito::UserPool" =>
            [
                .. Protected(resource, "DeletionProtection", "INACTIVE"),
                .. Retained(resource),
            ],
            "AWS::Logs::LogGroup" => Required(resource, "RetentionInDays"),
            // Lambda would create a log group of its own, which keeps everything for ever.
            "AWS::Lambda::Function" => Required(resource, "LoggingConfig.LogGroup"),
            "AWS::SQS::Queue" => Required(resource, "SqsManagedSseEnabled"),
            "AWS::SNS::Topic" => Topic(resource),
            _ => [],
        };

    private static IEnumerable<string> Table(Resource table)
    {
        var encryption = Required(table, "SSESpecification.SSEEnabled");
        return TemporaryTables.Contains(table.Name)
            ? encryption
            :
            [
                .. encryption,
                .. Protected(table, "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled", "false"),
                .. Protected(table, "DeletionProtectionEnabled", "false"),
                .. Retained(table),
            ];
    }

    // With the service's own key, alarms and budgets cannot publish: its policy is fixed and does not name them.
    private static IEnumerable<string> Topic(Resource topic)
    {
        if ($"{topic.Properties["KmsMasterKeyId"]}".EndsWith("alias/aws/sns", StringComparison.Ordinal))
        {
            yield return $"{topic.Name}.KmsMasterKeyId: CloudWatch cannot publish with this key";
        }
    }

    private static IEnumerable<string> Retained(Resource resource)
    {
        foreach (string attribute in new[] { "DeletionPolicy", "UpdateReplacePolicy" })
        {
            // RetainExceptOnCreate deletes when the first deployment fails, which deletion protection would prevent.
            if ($"{resource.Definition[attribute]}" != "Retain")
            {
                yield return $"{resource.Name}.{attribute}: must be Retain";
            }
        }
    }

    private static IEnumerable<string> Protected(Resource resource, string property, string off)
    {
        if ($"{Value(resource, property) ?? off}" == off)
        {
            yield return $"{resource.Name}.{property}: must not be {off}";
        }
    }

    private static IEnumerable<string> Required(Resource resource, string property)
    {
        if (Value(resource, property) is null)
        {
            yield return $"{resource.Name}.{property}: must be set";
        }
    }

    private static JsonNode? Value(Resource resource, string property) =>
        property.Split('.').Aggregate((JsonNode?)resource.Properties, (node, name) => node?[name]);
}
