using System.Text.Json;
using NativeLambda.Aws;
using NativeLambda.Http;

namespace NativeLambda.DynamoDb;

/// <summary>Reads error responses.</summary>
internal static class DynamoDbError
{
    /// <param name="body">JSON, unless a proxy has responded.</param>
    /// <param name="status">HTTP status.</param>
    /// <returns>
    /// An <see cref="AwsServiceException"/>, or a <see cref="ProcessMustEndException"/> when the credentials are no longer
    /// valid, since they are read once.
    /// </returns>
    public static Exception Read(ReadOnlySpan<byte> body, int status)
    {
        var (code, text) = AwsError.Read(body);
        string message = text ?? $"DynamoDB returned status {status}.";
        return code switch
        {
            ConditionFailedException.ErrorCode => new ConditionFailedException(
                message,
                status,
                Member(body, "Item"u8) is { IsEmpty: false } row ? new RowCopy(row) : null
            ),
            CancelledTransactionException.ErrorCode => new CancelledTransactionException(
                message,
                status,
                ReadWrites(Member(body, "CancellationReasons"u8))
            ),
            _ when AwsError.IsOfCredentials(code) => AwsError.CredentialsRejected("DynamoDB", code, message),
            _ => new AwsServiceException(code, message, status),
        };
    }

    /// <param name="list">Empty when the response has none.</param>
    private static List<CancelledWrite> ReadWrites(ReadOnlySpan<byte> list)
    {
        var writes = new List<CancelledWrite>();
        if (list.IsEmpty)
        {
            return writes;
        }

        var reader = AwsJson.Read(list);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            var write = list[start..(int)reader.BytesConsumed];
            writes.Add(
                new CancelledWrite(
                    Text(Member(write, "Code"u8)),
                    Member(write, "Item"u8) is { IsEmpty: false } row ? new RowCopy(row) : null
                )
            );
        }

        return writes;
    }

    /// <param name="json">A valid object.</param>
    /// <returns>The value of a member; empty when it is missing, null, or an empty object.</returns>
    private static ReadOnlySpan<byte> Member(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var reader = AwsJson.Read(json);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isMember = reader.ValueTextEquals(name);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            bool isNull = reader.TokenType == JsonTokenType.Null;
            reader.Skip();
            var value = json[start..(int)reader.BytesConsumed];
            if (isMember)
            {
                return isNull || value.SequenceEqual("{}"u8) ? default : value;
            }
        }

        return default;
    }

    /// <param name="json">Text in JSON, or empty.</param>
    private static string? Text(ReadOnlySpan<byte> json) => json.IsEmpty ? null : AwsJson.Text(json);
}
