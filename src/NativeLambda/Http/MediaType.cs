namespace NativeLambda.Http;

public static class MediaType
{
    /// <param name="contentType">Value of the header; null counts as JSON.</param>
    public static bool IsJson(string? contentType)
    {
        var type = contentType.AsSpan();
        int parameters = type.IndexOf(';');
        type = (parameters < 0 ? type : type[..parameters]).Trim();
        return type.IsEmpty
            || type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (
                type.StartsWith("application/", StringComparison.OrdinalIgnoreCase)
                && type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            );
    }
}
