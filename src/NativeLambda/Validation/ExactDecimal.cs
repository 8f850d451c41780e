namespace NativeLambda.Validation;

/// <summary>
/// Parses a JSON number without rounding. <see cref="decimal.Parse(string)"/> rounds a number that does not fit, and so
/// would change a client's number silently.
/// </summary>
public static class ExactDecimal
{
    /// <summary>Digits that a <see cref="decimal"/> always represents exactly: in total, and after the point.</summary>
    public const int MaximumDigits = 28;

    /// <param name="number">A valid JSON number.</param>
    /// <param name="value">The number without trailing zeros after the point.</param>
    /// <returns>False when the number needs more than <see cref="MaximumDigits"/> digits.</returns>
    public static bool TryParse(ReadOnlySpan<byte> number, out decimal value)
    {
        value = 0;
        bool negative = number[0] == '-';
        int mantissaEnd = number.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = number[(negative ? 1 : 0)..(mantissaEnd < 0 ? number.Length : mantissaEnd)];

        // value = coefficient * 10^power; trailing zeros of the mantissa are added to the power.
        UInt128 coefficient = 0;
        int digits = 0;
        int zeros = 0;
        int point = mantissa.IndexOf((byte)'.');
        int power = point < 0 ? 0 : point + 1 - mantissa.Length;
        foreach (byte digit in mantissa)
        {
            if (digit == '.')
            {
                continue;
            }

            if (digit == '0')
            {
                zeros++;
                continue;
            }

            digits = digits == 0 ? 1 : digits + zeros + 1;
            if (digits > MaximumDigits)
            {
                return false;
            }

            coefficient = (coefficient * PowerOf10(coefficient == 0 ? 0 : zeros + 1)) + (uint)(digit - '0');
            zeros = 0;
        }

        if (coefficient == 0)
        {
            return true;
        }

        power += zeros + (mantissaEnd < 0 ? 0 : Exponent(number[(mantissaEnd + 1)..]));
        if (power < -MaximumDigits || digits + power > MaximumDigits)
        {
            return false;
        }

        if (power > 0)
        {
            coefficient *= PowerOf10(power);
        }

        value = new decimal(
            (int)(uint)coefficient,
            (int)(uint)(coefficient >> 32),
            (int)(uint)(coefficient >> 64),
            negative,
            (byte)Math.Max(0, -power)
        );
        return true;
    }

    private static UInt128 PowerOf10(int exponent)
    {
        UInt128 power = 1;
        for (; exponent > 0; exponent--)
        {
            power *= 10;
        }

        return power;
    }

    /// <summary>The exponent, limited to a magnitude far above any that fits, so that it cannot overflow.</summary>
    private static int Exponent(ReadOnlySpan<byte> text)
    {
        const int Limit = 1_000_000;
        int exponent = 0;
        foreach (byte character in text)
        {
            if (character is (byte)'+' or (byte)'-')
            {
                continue;
            }

            exponent = Math.Min((exponent * 10) + (character - '0'), Limit);
        }

        return text[0] == '-' ? -exponent : exponent;
    }
}
