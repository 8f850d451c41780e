using System.Text;
using Amazon.DynamoDBv2.Model;
using Items.Api.Ingestion;
using NativeLambda.DynamoDb;

namespace Items.Api.Webhooks;

/// <summary>
/// The row of the ingestion table that maps a source's key to its item, with the newest event that was applied. It has no
/// expiration: without it a late event would create the item again.
/// </summary>
/// <param name="ItemId">May have been deleted since.</param>
/// <param name="Timestamp">Of the event.</param>
/// <param name="EventId">The event's <c>webhook-id</c>.</param>
internal sealed record SourceKey(string ItemId, string Timestamp, string EventId)
{
    private const string ItemIdAttribute = "item_id";
    private const string TimestampAttribute = "timestamp";
    private const string EventIdAttribute = "event_id";

    public static Dictionary<string, AttributeValue> RowKey(string key) =>
        IngestionRows.Key("key#" + WebhookRecord.Hash(Encoding.UTF8.GetBytes(key)), part: 0);

    public static SourceKey Read(Row row) =>
        new(
            row.RequiredText(ItemIdAttribute),
            row.RequiredText(TimestampAttribute),
            row.RequiredText(EventIdAttribute)
        );

    /// <summary>The newest event has the last timestamp; of several with the same one, the last id.</summary>
    public bool IsNewerThan(SourceKey other)
    {
        int order = string.CompareOrdinal(Timestamp, other.Timestamp);
        return order > 0 || (order == 0 && string.CompareOrdinal(EventId, other.EventId) > 0);
    }

    /// <summary>The write that makes this the newest event of the key, for a transaction.</summary>
    /// <param name="seen">The newest event until now, which is a condition; null for none.</param>
    public Put ReplaceInTransaction(string table, string key, SourceKey? seen)
    {
        var row = RowKey(key);
        row[ItemIdAttribute] = new(ItemId);
        row[TimestampAttribute] = new(Timestamp);
        row[EventIdAttribute] = new(EventId);
        var put = new Put
        {
            TableName = table,
            Item = row,
            ConditionExpression = $"attribute_not_exists({IngestionRows.Id})",
        };
        if (seen is not null)
        {
            put.ConditionExpression = $"#{TimestampAttribute} = :timestamp AND {EventIdAttribute} = :event";
            put.ExpressionAttributeNames = new() { ["#" + TimestampAttribute] = TimestampAttribute };
            put.ExpressionAttributeValues = new()
            {
                [":timestamp"] = new(seen.Timestamp),
                [":event"] = new(seen.EventId),
            };
        }

        return put;
    }
}
