namespace NativeLambda.Http;

/// <summary>Percent-encoding of paths and queries (RFC 3986, section 2.1).</summary>
internal static class PercentEncoding
{
    /// <summary>Decodes <c>%xx</c>; a percent sign that starts no escape is kept.</summary>
    /// <param name="plusIsSpace">Whether <c>+</c> is a space, as in a query.</param>
    public static byte[] Decode(ReadOnlySpan<byte> text, bool plusIsSpace = false)
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
                decoded[length++] = plusIsSpace && text[i] == '+' ? (byte)' ' : text[i];
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
