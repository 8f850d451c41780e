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
            if (Ascii.Equals(Decode(key), name))
            {
                last = equals < 0 ? "" : Encoding.UTF8.GetString(Decode(pair[(equals + 1)..]));
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
    public static string With(string query, string name, string value) =>
        string.Join(
            '&',
            query
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Where(pair => pair != name && !pair.StartsWith(name + "=", StringComparison.Ordinal))
                .Select(Escape)
                .Append($"{name}={value}")
        );

    private static string Escape(string text) =>
        string.Concat(
            text.EnumerateRunes()
                .Select(rune =>
                    rune.IsAscii && UriCharacters.Contains((char)rune.Value)
                        ? rune.ToString()
                        : Uri.EscapeDataString(rune.ToString())
                )
        );

    /// <summary>Decodes <c>%xx</c> and <c>+</c>; a percent sign that starts no escape is kept.</summary>
    private static byte[] Decode(ReadOnlySpan<byte> text)
    {
        byte[] decoded = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && TryHex(text[i + 1], text[i + 2], out byte value))
            {
                decoded[length++] = value;
                i += 2;
            }
            else
            {
                decoded[length++] = text[i] == '+' ? (byte)' ' : text[i];
            }
        }

        return decoded[..length];
    }

    private static bool TryHex(byte high, byte low, out byte value)
    {
        bool isHex = char.IsAsciiHexDigit((char)high) && char.IsAsciiHexDigit((char)low);
        value = isHex ? (byte)((Digit(high) << 4) | Digit(low)) : (byte)0;
        return isHex;

        static int Digit(byte hex) => char.IsAsciiDigit((char)hex) ? hex - '0' : (hex | 0x20) - 'a' + 10;
    }
}
