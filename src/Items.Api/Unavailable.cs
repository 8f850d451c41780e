using NativeLambda.Aws;
using NativeLambda.DynamoDb;
using NativeLambda.Queues;

namespace Items.Api;

/// <summary>The exceptions after which a client may repeat its request.</summary>
internal static class Unavailable
{
    /// <returns>The detail of a 503; null for an exception that is an error of the function.</returns>
    public static string? Detail(Exception failure) =>
        failure is QueueUnavailableException ? "The outcome of this request is not known"
        : AwsServiceException.IsTransient(failure) ? "Service Unavailable"
        : DynamoDbFailures.UnavailableDetail(failure);
}
