using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Items.Api.DynamoDb;

namespace Items.Api.Idempotency;

/// <summary>
/// Writes something exactly once per key: one transaction puts the record and the thing itself, so there is no
/// state in between and no crash that leaves one without the other.
/// </summary>
/// <param name="dynamoDb">The client.</param>
/// <param name="table">Name of the idempotency table.</param>
internal sealed class IdempotencyStore(DynamoDbClient dynamoDb, string table)
{
    private const string ConditionFailed = "ConditionalCheckFailed";

    public OnceResult Write(IdempotencyRecord record, TransactWriteItem write, CancellationToken deadline)
    {
        var transaction = new TransactWriteItemsRequest
        {
            // The same for every attempt: DynamoDB then applies it once, even if an answer is lost.
            ClientRequestToken = Guid.NewGuid().ToString(),
            TransactItems = [new TransactWriteItem { Put = PutUnlessPresent(record) }, write],
        };
        // Whether the last attempt met a conflict and none before it can have been applied.
        bool isConflict = false;
        try
        {
            return Retry.Run(
                (mayBeApplied, token) =>
                {
                    isConflict = false;
                    try
                    {
                        dynamoDb.TransactWriteItems(transaction, token);
                        return OnceResult.Done;
                    }
                    catch (TransactionCanceledException cancelled)
                        when (cancelled.CancellationReasons is [{ Code: ConditionFailed, Item: { } item }, ..]
                        )
                    {
                        var existing = IdempotencyRecord.From(item);
                        // Our own record: an earlier attempt was applied and its answer lost.
                        return existing == record ? OnceResult.Done : OnceResult.DoneBefore(existing);
                    }
                    catch (Exception e) when (TableFailures.IsTransactionConflict(e))
                    {
                        isConflict = !mayBeApplied;
                        throw;
                    }
                },
                deadline,
                maximumAttempts: int.MaxValue
            );
        }
        catch (Exception) when (isConflict && deadline.IsCancellationRequested)
        {
            return OnceResult.Conflict;
        }
    }

    private Put PutUnlessPresent(IdempotencyRecord record)
    {
        var now = DateTimeOffset.UtcNow;
        return new Put
        {
            TableName = table,
            Item = record.ToAttributes(now),
            // TTL deletes late: a record past its time counts as absent.
            ConditionExpression =
                $"attribute_not_exists({IdempotencyRecord.IdAttribute}) OR {IdempotencyRecord.ExpirationAttribute} < :now",
            ExpressionAttributeValues = new()
            {
                [":now"] = new() { N = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) },
            },
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
    }
}

/// <summary>How a write that must happen once ended.</summary>
/// <param name="Outcome">Which of the three.</param>
/// <param name="Record">The record of the request that did it before; null after anything else.</param>
internal readonly record struct OnceResult(OnceOutcome Outcome, IdempotencyRecord? Record = null)
{
    public static OnceResult Done => new(OnceOutcome.Done);

    /// <summary>Requests with the same key kept getting in each other's way until the deadline.</summary>
    public static OnceResult Conflict => new(OnceOutcome.Conflict);

    public static OnceResult DoneBefore(IdempotencyRecord record) => new(OnceOutcome.DoneBefore, record);
}

internal enum OnceOutcome
{
    Done,
    DoneBefore,
    Conflict,
}
