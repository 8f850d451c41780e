namespace NativeLambda.Http;

public static class MediaType
{
    private const string Json = "application/json";
    private const string MergePatch = "application/merge-patch+json";

    /// <summary>The types of a <c>PATCH</c> body, as the value of the header <c>Accept-Patch</c> (RFC 5789).</summary>
    internal const string AcceptPatch = $"{MergePatch}, {Json}";

    /// <param name="contentType">Value of the header; null counts as JSON.</param>
    public static bool IsJson(string? contentType)
    {
        var type = WithoutParameters(contentType);
        return type.IsEmpty
            || type.Equals(Json, StringComparison.OrdinalIgnoreCase)
            || (
                type.StartsWith("application/", StringComparison.OrdinalIgnoreCase)
                && type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            );
    }

    /// <summary>Whether the body has one JSON value per line. The type is not registered and has several names.</summary>
    /// <inheritdoc cref="IsJson" path="/param"/>
    public static bool IsNdjson(string? contentType)
    {
        var type = WithoutParameters(contentType);
        return type.Equals("application/x-ndjson", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/ndjson", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/jsonl", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Whether a <c>PATCH</c> body is read as a JSON Merge Patch (RFC 7396). Plain JSON is, since most clients send it; other
    /// types, such as JSON Patch (RFC 6902), have another meaning.
    /// </summary>
    /// <inheritdoc cref="IsJson" path="/param"/>
    public static bool IsMergePatch(string? contentType)
    {
        var type = WithoutParameters(contentType);
        return type.IsEmpty
            || type.Equals(MergePatch, StringComparison.OrdinalIgnoreCase)
            || type.Equals(Json, StringComparison.OrdinalIgnoreCase);
    }

    private static ReadOnlySpan<char> WithoutParameters(string? contentType)
    {
        var type = contentType.AsSpan();
        int parameters = type.IndexOf(';');
        return (parameters < 0 ? type : type[..parameters]).Trim();
    }
}
