using System.Text.Json.Serialization;

namespace Items.Api.Lambda;

/// <summary>One event with what the Runtime API says about it.</summary>
/// <param name="RequestId">Names the invocation in the answer to it.</param>
/// <param name="Event">The event's UTF-8 JSON; overwritten once the invocation has been answered.</param>
internal sealed record Invocation(string RequestId, ReadOnlyMemory<byte> Event)
{
    /// <summary>When Lambda gives up on this invocation; null when it did not say.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>As invoked: ends in the alias when there is one.</summary>
    public string? FunctionArn { get; init; }

    /// <summary><c>Root=1-…;Parent=…;Sampled=…</c></summary>
    public string? TraceId { get; init; }

    /// <summary>Raw JSON from an SDK caller.</summary>
    public string? ClientContext { get; init; }

    /// <summary>Raw JSON about an identity-pool caller.</summary>
    public string? CognitoIdentity { get; init; }

    public string? TenantId { get; init; }
}

/// <summary>What an invocation ends with: a payload for the caller, or an error for Lambda.</summary>
internal readonly record struct InvocationResult(ReadOnlyMemory<byte> Payload, FunctionError? Error = null)
{
    public static implicit operator InvocationResult(FunctionError error) => new(default, error);
}

/// <summary>An error as the Runtime API takes it.</summary>
/// <param name="Type"><c>Function.</c> or <c>Runtime.</c> and a word in PascalCase, or Lambda's telemetry drops it.</param>
/// <param name="Message">For the function's owner: it reaches whoever invokes the function directly.</param>
internal sealed record FunctionError(
    [property: JsonPropertyName("errorType")] string Type,
    [property: JsonPropertyName("errorMessage")] string Message
)
{
    [JsonPropertyName("stackTrace")]
    public IReadOnlyList<string> StackTrace { get; init; } = [];
}
