namespace NativeLambda.Aws;

/// <summary>An AWS service returned an error.</summary>
/// <param name="code">Type of the error, without its namespace; null when the response is not the service's.</param>
/// <param name="status">HTTP status.</param>
public class AwsServiceException(string? code, string message, int status) : Exception(message)
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
        "ProvisionedThroughputExceededException",
    ];

    public string? Code => code;

    /// <summary>HTTP status.</summary>
    public int Status => status;

    /// <summary>Whether the service rejected the call because of its rate.</summary>
    public bool IsThrottled => status == 429 || ThrottlingCodes.Contains(code);

    /// <summary>Whether another attempt of the call may succeed.</summary>
    public static bool IsTransient(Exception failure) =>
        failure is AwsServiceException service
            ? service.IsThrottled || service.Status >= 500
            : failure is IOException or OperationCanceledException;
}
