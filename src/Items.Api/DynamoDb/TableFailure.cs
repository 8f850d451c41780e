using System.Net;
using Amazon.Runtime;

namespace Items.Api.DynamoDb;

internal static class TableFailure
{
    private static readonly string[] ThrottlingCodes =
    [
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "Throttling",
    ];

    /// <summary>
    /// Whether asking again later may succeed: DynamoDB throttles, has a fault of its own, or did not answer in time.
    /// </summary>
    public static bool IsUnavailable(Exception failure) =>
        failure switch
        {
            AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError } => true,
            AmazonServiceException { ErrorCode: { } code } when ThrottlingCodes.Contains(code) => true,
            AmazonServiceException { InnerException: { } cause } => IsUnavailable(cause),
            HttpRequestException or IOException or OperationCanceledException or TimeoutException => true,
            _ => false,
        };
}
