using System.Net;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model.Internal.MarshallTransformations;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using NativeLambda.Http;

namespace NativeLambda.DynamoDb;

/// <summary>
/// Converts an error response to the SDK's exception. The SDK's own conversion also supports XML, which DynamoDB does not
/// use and which adds 0.4 MB to the executable.
/// </summary>
internal static class DynamoDbError
{
    /// <param name="body">JSON, unless a proxy has responded.</param>
    /// <param name="context">At the start of the same body.</param>
    /// <returns>
    /// An <see cref="AmazonServiceException"/>, or a <see cref="ProcessMustEndException"/> when the credentials are no longer
    /// valid, since they are read once.
    /// </returns>
    public static Exception Read(
        ReadOnlySpan<byte> body,
        HttpStatusCode status,
        JsonUnmarshallerContext context
    )
    {
        var error = ReadError(body, status);
        var reader = new StreamingUtf8JsonReader(context.Stream);
        return error.Code switch
        {
            "ConditionalCheckFailedException" =>
                ConditionalCheckFailedExceptionUnmarshaller.Instance.Unmarshall(context, error, ref reader),
            "TransactionCanceledException" => TransactionCanceledExceptionUnmarshaller.Instance.Unmarshall(
                context,
                error,
                ref reader
            ),
            "TransactionInProgressException" =>
                TransactionInProgressExceptionUnmarshaller.Instance.Unmarshall(context, error, ref reader),
            "ExpiredTokenException" or "UnrecognizedClientException" => new ProcessMustEndException(
                $"DynamoDB does not accept the credentials: {error.Code}: {error.Message}"
            ),
            _ => new AmazonDynamoDBException(error.Message, error.Type, error.Code, error.RequestId, status),
        };
    }

    private static ErrorResponse ReadError(ReadOnlySpan<byte> body, HttpStatusCode status)
    {
        string? type = null;
        string? message = null;
        try
        {
            var reader = new Utf8JsonReader(body);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isType = reader.ValueTextEquals("__type"u8);
                bool isMessage = reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("Message"u8);
                reader.Read();
                if (isType)
                {
                    type = reader.GetString();
                }
                else if (isMessage)
                {
                    message = reader.GetString();
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not a response of DynamoDB: only the status counts.
            type = null;
        }

        return new ErrorResponse
        {
            // com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException
            Code = type?[(type.LastIndexOf('#') + 1)..],
            Message = message ?? $"DynamoDB returned status {(int)status}.",
            StatusCode = status,
        };
    }
}
