using System.Text.Json.Serialization.Metadata;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using NativeLambda.DynamoDb;
using NativeLambda.Http;
using NativeLambda.Validation;

namespace NativeLambda.Idempotency;

/// <summary>
/// Creates something once per <c>Idempotency-Key</c>: one transaction writes the new row and the record of the request,
/// so that a crash cannot leave one without the other.
/// </summary>
/// <param name="table">Name of the idempotency table.</param>
public sealed class IdempotencyStore(DynamoDbClient dynamoDb, string table)
{
    /// <param name="request">The request, by which a repetition is recognized.</param>
    /// <param name="created">The result of the first request.</param>
    /// <param name="json">How to serialize it.</param>
    /// <param name="write">The write that creates the row.</param>
    /// <returns>
    /// <paramref name="created"/>, or the recorded result of the first request; 422 when the key was used for a different
    /// request, 409 when transactions with this key kept conflicting until the token was cancelled.
    /// </returns>
    public Result<T> Once<T>(
        IdempotentRequest request,
        Result<T> created,
        JsonTypeInfo<T> json,
        TransactWriteItem write,
        CancellationToken cancellationToken
    )
    {
        var record = IdempotencyRecord.Of(request, created, json);
        return Write(record, write, cancellationToken) switch
        {
            WriteResult.Written => created,
            WriteResult.WrittenBefore(var first) when first.Fingerprint == record.Fingerprint =>
                first.ToResult<T>(),
            WriteResult.WrittenBefore => Response.Invalid(
                new ValidationError(
                    new("header", "idempotency-key"),
                    ErrorKind.ValueError("this key was used for another request")
                )
            ),
            WriteResult.Conflict => Response
                .Error(409, "Another request with this Idempotency-Key is still running")
                .With("retry-after", Response.RetryAfter),
        };
    }

    private WriteResult Write(
        IdempotencyRecord record,
        TransactWriteItem write,
        CancellationToken cancellationToken
    )
    {
        var transaction = new TransactWriteItemsRequest
        {
            // The same for every attempt, so that DynamoDB applies it once even when a response is lost.
            ClientRequestToken = Guid.NewGuid().ToString(),
            TransactItems = [new TransactWriteItem { Put = PutUnlessPresent(record) }, write],
        };
        // Whether the last attempt failed with a conflict and no earlier one can have been applied.
        bool isConflict = false;
        try
        {
            return Retry.Write(
                (mayBeApplied, attemptToken) =>
                {
                    isConflict = false;
                    try
                    {
                        return Attempt(transaction, record, attemptToken);
                    }
                    catch (Exception e) when (DynamoDbFailures.IsTransactionConflict(e))
                    {
                        isConflict = !mayBeApplied;
                        throw;
                    }
                },
                cancellationToken
            );
        }
        catch (Exception) when (isConflict && cancellationToken.IsCancellationRequested)
        {
            return new WriteResult.Conflict();
        }
    }

    private WriteResult Attempt(
        TransactWriteItemsRequest transaction,
        IdempotencyRecord record,
        CancellationToken cancellationToken
    )
    {
        try
        {
            dynamoDb.TransactWriteItems(transaction, cancellationToken);
            return new WriteResult.Written();
        }
        catch (CancelledTransactionException cancelled)
            when (cancelled.Writes is [{ Reason: CancelledWrite.ConditionFailed, Row: { } row }, ..])
        {
            var existing = row.Read(IdempotencyRecord.From);
            // Equal: an earlier attempt of this request was applied and its response lost.
            return existing == record ? new WriteResult.Written() : new WriteResult.WrittenBefore(existing);
        }
    }

    private Put PutUnlessPresent(IdempotencyRecord record)
    {
        var now = DateTimeOffset.UtcNow;
        return new Put
        {
            TableName = table,
            Item = record.ToAttributes(now),
            // TTL deletes late: an expired record counts as absent.
            ConditionExpression =
                $"attribute_not_exists({IdempotencyRecord.IdAttribute}) OR {IdempotencyRecord.ExpirationAttribute} < :now",
            ExpressionAttributeValues = new()
            {
                [":now"] = IdempotencyRecord.Number(now.ToUnixTimeSeconds()),
            },
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
    }

    internal abstract record WriteResult
    {
        private WriteResult() { }

        public sealed record Written : WriteResult;

        public sealed record WrittenBefore(IdempotencyRecord Record) : WriteResult;

        public sealed record Conflict : WriteResult;
    }
}
