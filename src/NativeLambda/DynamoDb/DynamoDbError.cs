using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model.Internal.MarshallTransformations;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using NativeLambda.Aws;
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
        var (code, message) = AwsError.Read(body);
        var error = new ErrorResponse
        {
            Code = code,
            Message = message ?? $"DynamoDB returned status {(int)status}.",
            StatusCode = status,
        };
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
            _ when AwsError.IsExpired(code) => AwsError.CredentialsRejected("DynamoDB", code, error.Message),
            _ => new AmazonDynamoDBException(error.Message, error.Type, error.Code, error.RequestId, status),
        };
    }
}
