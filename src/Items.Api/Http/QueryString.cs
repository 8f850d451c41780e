using System.Text;

namespace Items.Api.Http;

/// <summary>Reads the raw query string. The gateway's decoded dictionary cannot tell <c>a=1,2</c> from <c>a=1&amp;a=2</c>.</summary>
internal static class QueryString
{
    /// <returns>The last value of that name, as FastAPI picks it; null when there is none.</returns>
    public static string? Last(ReadOnlySpan<byte> query, ReadOnlySpan<byte> name)
    {
        string? last = null;
        foreach (var range in query.Split((byte)'&'))
        {
            var pair = query[range];
            int equals = pair.IndexOf((byte)'=');
            var key = equals < 0 ? pair : pair[..equals];
            if (Decode(key).AsSpan().SequenceEqual(name))
            {
                last = equals < 0 ? "" : Encoding.UTF8.GetString(Decode(pair[(equals + 1)..]));
            }
        }

        return last;
    }

    /// <summary>Decodes <c>%xx</c> and <c>+</c>; a percent sign that starts no escape stays as it is.</summary>
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
