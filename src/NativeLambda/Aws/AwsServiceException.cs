namespace NativeLambda.Aws;

/// <summary>An AWS service other than DynamoDB returned an error.</summary>
/// <param name="code">Type of the error, without its namespace; null when the response is not the service's.</param>
/// <param name="status">HTTP status.</param>
public sealed class AwsServiceException(string? code, string message, int status) : Exception(message)
{
    private static readonly string[] ThrottlingCodes =
    [
        "ThrottlingException",
        "Throttling",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestLimitExceeded",
        "TooManyRequestsException",
    ];

    public string? Code => code;

    /// <summary>HTTP status.</summary>
    public int Status => status;

    /// <summary>Whether another attempt of the call may succeed.</summary>
    public static bool IsTransient(Exception failure) =>
        failure is AwsServiceException service
            ? service.Status is 429 or >= 500 || ThrottlingCodes.Contains(service.Code)
            : failure is IOException or OperationCanceledException;
}
