namespace NativeLambda.Telemetry;

/// <summary>The request header <c>traceparent</c> (https://www.w3.org/TR/trace-context/#traceparent-header).</summary>
internal static class TraceParent
{
    /// <summary>Two digits of the version, 32 of the trace, 16 of the parent, 2 of flags, and the hyphens between them.</summary>
    private const int Length = 2 + 1 + 32 + 1 + 16 + 1 + 2;

    /// <returns>The header without what a later version may append; null when it is absent or invalid.</returns>
    public static string? Read(string? header) => header is not null && IsValid(header) ? header[..Length] : null;

    private static bool IsValid(string header) =>
        header.Length >= Length
        && header[..2] is var version
        && version != "ff"
        && (header.Length == Length || (version != "00" && header[Length] == '-'))
        && header[2] == '-'
        && header[35] == '-'
        && header[52] == '-'
        && IsHex(version)
        && IsId(header.AsSpan(3, 32))
        && IsId(header.AsSpan(36, 16))
        && IsHex(header.AsSpan(53, 2));

    private static bool IsId(ReadOnlySpan<char> text) => IsHex(text) && text.ContainsAnyExcept('0');

    private static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (char digit in text)
        {
            if (!char.IsAsciiHexDigitLower(digit))
            {
                return false;
            }
        }

        return true;
    }
}
