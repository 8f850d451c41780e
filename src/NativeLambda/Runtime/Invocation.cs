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
public readonly record struct InvocationResult(
    ReadOnlyMemory<byte> Payload,
    FunctionError? Error = null,
    bool EndsProcess = false
)
{
    public static implicit operator InvocationResult(FunctionError error) => new(default, error);
}

/// <summary>An error as the Runtime API accepts it.</summary>
/// <param name="Type"><c>Function.</c> or <c>Runtime.</c> and a word in PascalCase, or Lambda's telemetry drops it.</param>
/// <param name="Message">For the function's owner; a direct invoker of the function receives it.</param>
public sealed record FunctionError(string Type, string Message)
{
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
