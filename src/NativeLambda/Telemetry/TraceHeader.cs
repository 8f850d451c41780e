namespace NativeLambda.Telemetry;

/// <summary>
/// The header <c>Lambda-Runtime-Trace-Id</c>: <c>Root=…;Parent=…;Sampled=0</c> or <c>1</c>, perhaps with further parts
/// (https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader).
/// </summary>
/// <param name="text">Null when Lambda sent none.</param>
public readonly struct TraceHeader(string? text)
{
    /// <summary>Id of the trace; null when there is none.</summary>
    public string? Root => Value("Root=") is { IsEmpty: false } root ? root.ToString() : null;

    /// <summary>Id of the segment in which the invocation runs.</summary>
    public string Parent => Value("Parent=").ToString();

    /// <summary>Whether X-Ray records this trace, and the header has the ids that this needs.</summary>
    public bool IsSampled => Value("Sampled=") is "1" && !Value("Root=").IsEmpty && !Value("Parent=").IsEmpty;

    private ReadOnlySpan<char> Value(string key)
    {
        var header = text.AsSpan();
        foreach (var range in header.Split(';'))
        {
            var part = header[range].Trim();
            if (part.StartsWith(key, StringComparison.Ordinal))
            {
                return part[key.Length..];
            }
        }

        return default;
    }
}
