using System.Globalization;

namespace NativeLambda.Http;

/// <summary>The request header <c>Accept-Encoding</c> (RFC 9110, section 12.5.3).</summary>
public static class AcceptEncoding
{
    /// <param name="header">The header's value; null when it was not sent, and the response should not be encoded.</param>
    /// <param name="coding">A content coding, such as <c>gzip</c>.</param>
    /// <returns>Whether the client accepts the coding and does not prefer a response without one.</returns>
    public static bool Prefers(string? header, string coding)
    {
        decimal weight = Weight(header, coding) ?? Weight(header, "*") ?? 0;
        return weight > 0 && weight >= (Weight(header, "identity") ?? 0);
    }

    /// <returns>0 for "not acceptable"; null when the header does not list the coding.</returns>
    private static decimal? Weight(ReadOnlySpan<char> header, string coding)
    {
        foreach (var range in header.Split(','))
        {
            var element = header[range];
            int end = element.IndexOf(';');
            var name = end < 0 ? element : element[..end];
            if (name.Trim(" \t").Equals(coding, StringComparison.OrdinalIgnoreCase))
            {
                return end < 0 ? 1 : ParseWeight(element[(end + 1)..].Trim(" \t"));
            }
        }

        return null;
    }

    /// <returns>0 when the parameter is not a weight.</returns>
    private static decimal ParseWeight(ReadOnlySpan<char> parameter) =>
        parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
        && decimal.TryParse(
            parameter[2..],
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out decimal weight
        )
            ? weight
            : 0;
}
