using System.Buffers;
using System.Text;

namespace NativeLambda.Http;

/// <summary>Reads the raw query string. In the gateway's dictionary <c>a=1,2</c> and <c>a=1&amp;a=2</c> are the same.</summary>
public static class QueryString
{
    /// <summary>Characters of a query (RFC 3986, section 3.4), the percent sign included.</summary>
    private static readonly SearchValues<char> UriCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?%"
    );

    /// <returns>The last value of that name, as in FastAPI; null when there is none.</returns>
    public static string? Last(ReadOnlySpan<byte> query, string name)
    {
        string? last = null;
        foreach (var range in query.Split((byte)'&'))
        {
            var pair = query[range];
            int equals = pair.IndexOf((byte)'=');
            var key = equals < 0 ? pair : pair[..equals];
            if (Ascii.Equals(PercentEncoding.Decode(key, plusIsSpace: true), name))
            {
                last =
                    equals < 0
                        ? ""
                        : Encoding.UTF8.GetString(
                            PercentEncoding.Decode(pair[(equals + 1)..], plusIsSpace: true)
                        );
            }
        }

        return last;
    }

    /// <param name="query">Raw query string.</param>
    /// <param name="name">Needs no escape.</param>
    /// <param name="value">Needs no escape.</param>
    /// <returns>
    /// The query with this value of the parameter. The rest is unchanged, except that characters that are not allowed in
    /// a URI are escaped, such as the <c>&gt;</c> that would end a <c>Link</c> early.
    /// </returns>
    public static string With(string query, string name, string value)
    {
        var result = new StringBuilder();
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (pair != name && !pair.StartsWith(name + "=", StringComparison.Ordinal))
            {
                AppendEscaped(result, pair);
                result.Append('&');
            }
        }

        return result.Append(name).Append('=').Append(value).ToString();
    }

    private static void AppendEscaped(StringBuilder result, string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            bool isAllowed = rune.IsAscii && UriCharacters.Contains((char)rune.Value);
            result.Append(isAllowed ? rune.ToString() : Uri.EscapeDataString(rune.ToString()));
        }
    }
}
