namespace NativeLambda.Runtime;

/// <summary>One event with what the Runtime API sends beside it.</summary>
/// <param name="RequestId">Identifies the invocation in the response to it.</param>
/// <param name="Event">UTF-8 JSON; overwritten by the next event.</param>
/// <param name="Deadline">When Lambda ends the invocation, in milliseconds since the Unix epoch; null when not sent.</param>
/// <param name="TraceHeader">X-Ray's trace; null when not sent.</param>
public sealed record Invocation(
    string RequestId,
    ReadOnlyMemory<byte> Event,
    long? Deadline = null,
    string? TraceHeader = null
);

/// <summary>Result of an invocation: a payload for the caller, or an error for Lambda.</summary>
/// <param name="Payload">Overwritten by the result of the next invocation.</param>
/// <param name="EndsProcess">Whether the process ends after the result has been sent.</param>
/// <param name="IsStreamed">Whether the payload is the start of a response stream, for a caller that expects one.</param>
/// <param name="WriteRest">Writes what follows the payload in the stream; null when nothing does.</param>
public readonly record struct InvocationResult(
    ReadOnlyMemory<byte> Payload,
    FunctionError? Error = null,
    bool EndsProcess = false,
    bool IsStreamed = false,
    Action<Stream, CancellationToken>? WriteRest = null
)
{
    public static implicit operator InvocationResult(FunctionError error) => new(default, error);
}

/// <summary>An error as the Runtime API accepts it.</summary>
/// <param name="Type"><c>Function.</c> or <c>Runtime.</c> and a word in PascalCase, or Lambda's telemetry drops it.</param>
/// <param name="Message">For the function's owner; a direct invoker of the function receives it.</param>
public sealed record FunctionError(string Type, string Message)
{
    internal static FunctionError UnsupportedEvent { get; } =
        new("Function.UnsupportedEvent", "The event is not one of a source that the function supports.");

    /// <summary>In the trailers of a response stream.</summary>
    internal static FunctionError StreamFailed { get; } =
        new("Function.StreamFailed", "The response ended before its body was complete.");

    internal byte[] ToJson()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new System.Text.Json.Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("errorType", Type);
            json.WriteString("errorMessage", Message);
            json.WriteStartArray("stackTrace");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
