using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Items.LocalHost.Template;

namespace Items.LocalHost.Tables;

/// <summary>Compares an existing table with the template.</summary>
internal static class TableComparison
{
    /// <returns>Differences in keys, indexes and time to live, for an error message; empty when there are none.</returns>
    public static string[] Differences(
        TableSettings settings,
        TableDescription found,
        TimeToLiveDescription timeToLive
    )
    {
        var create = settings.Create;
        string[] expected = Describe(
            create.KeySchema,
            create.AttributeDefinitions,
            create.GlobalSecondaryIndexes?.Select(index =>
                (index.IndexName, index.KeySchema, index.Projection)
            ),
            settings.TimeToLiveAttribute
        );
        string[] actual = Describe(
            found.KeySchema,
            found.AttributeDefinitions,
            found.GlobalSecondaryIndexes?.Select(index =>
                (index.IndexName, index.KeySchema, index.Projection)
            ),
            IsEnabled(timeToLive.TimeToLiveStatus) ? timeToLive.AttributeName : null
        );
        return
        [
            .. actual.Except(expected).Select(property => $"it has {property}"),
            .. expected.Except(actual).Select(property => $"the template has {property}"),
        ];
    }

    /// <returns>The attributes of a key with their types, to compare keys.</returns>
    public static string DescribeKeys(List<KeySchemaElement> keys, List<AttributeDefinition> attributes) =>
        string.Join(
            ' ',
            keys.OrderBy(key => key.KeyType.Value, StringComparer.Ordinal)
                .Select(key =>
                    $"{key.KeyType} {key.AttributeName} "
                    + attributes
                        .Find(attribute => attribute.AttributeName == key.AttributeName)
                        ?.AttributeType
                )
        );

    private static bool IsEnabled(TimeToLiveStatus? status) =>
        status == TimeToLiveStatus.ENABLED || status == TimeToLiveStatus.ENABLING;

    private static string[] Describe(
        List<KeySchemaElement> keys,
        List<AttributeDefinition> attributes,
        IEnumerable<(string Name, List<KeySchemaElement> Keys, Projection Projection)>? indexes,
        string? timeToLive
    ) =>
        [
            $"table {DescribeKeys(keys, attributes)}",
            .. (indexes ?? []).Select(index =>
                $"{index.Name} {DescribeKeys(index.Keys, attributes)} {Describe(index.Projection)}"
            ),
            timeToLive is null ? "no time to live" : $"time to live {timeToLive}",
        ];

    private static string Describe(Projection projection) =>
        string.Join(
            ' ',
            (projection.NonKeyAttributes ?? [])
                .Order(StringComparer.Ordinal)
                .Prepend(projection.ProjectionType.Value)
        );
}
