using System.Globalization;

namespace Items.Api.Items;

/// <summary>Times as text: RFC 3339 in UTC with microseconds.</summary>
internal static class Timestamp
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    public static string Of(DateTime utc) => utc.ToString(Format, CultureInfo.InvariantCulture);

    /// <param name="text">In the format of <see cref="Of"/>.</param>
    public static DateTime Parse(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, Utc);

    /// <param name="text">ISO 8601, as others may have written it: any precision and offset; without an offset, UTC.</param>
    /// <returns>The same time in the format of <see cref="Of"/>; the Unix epoch when the text is no time.</returns>
    public static string Normalize(string? text)
    {
        if (IsNormal(text))
        {
            return text!;
        }

        bool isTime = DateTime.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time);
        return Of(isTime ? time : DateTime.UnixEpoch);
    }

    /// <summary>Whether the text is a time in the format of <see cref="Of"/>. Parsing it would take longer.</summary>
    private static bool IsNormal(ReadOnlySpan<char> text)
    {
        const string shape = "0000-00-00T00:00:00.000000Z";
        if (text.Length != shape.Length)
        {
            return false;
        }

        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] == '0' ? !char.IsAsciiDigit(text[i]) : text[i] != shape[i])
            {
                return false;
            }
        }

        int year = (100 * Pair(text, 0)) + Pair(text, 2);
        int month = Pair(text, 5);
        return year > 0
            && month is >= 1 and <= 12
            && Pair(text, 8) is var day
            && day > 0
            && day <= DateTime.DaysInMonth(year, month)
            && Pair(text, 11) < 24
            && Pair(text, 14) < 60
            && Pair(text, 17) < 60;
    }

    /// <returns>The number that the two digits at a position are.</returns>
    private static int Pair(ReadOnlySpan<char> digits, int at) =>
        (10 * (digits[at] - '0')) + (digits[at + 1] - '0');
}
