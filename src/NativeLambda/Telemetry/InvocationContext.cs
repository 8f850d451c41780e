namespace NativeLambda.Telemetry;

/// <summary>What the log lines of an invocation have in common.</summary>
/// <param name="RequestId">Lambda's id of the invocation.</param>
/// <param name="TraceId">Of X-Ray; null when Lambda sent none.</param>
/// <param name="IsColdStart">Whether it is the first one of the process.</param>
public sealed record InvocationContext(string RequestId, string? TraceId, bool IsColdStart)
{
    /// <summary>The gateway's id of the request, which the client gets as <c>apigw-requestid</c>; null until it is read.</summary>
    public string? CorrelationId { get; set; }
}
