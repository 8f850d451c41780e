using System.Globalization;

namespace Items.Api.Webhooks;

/// <summary>The time of an event at its source.</summary>
internal static class EventTime
{
    /// <summary>A zero stands for any digit.</summary>
    private const string Seconds = "0000-00-00T00:00:00";

    /// <summary>The longest fraction that .NET reads, with its point. Further digits are ignored.</summary>
    private const int FractionLength = 8;

    /// <param name="text">
    /// RFC 3339: any number of fraction digits, with an offset of at most 14 hours. A leap second counts as the second before it.
    /// </param>
    /// <returns>In UTC; null when the text is not such a time.</returns>
    public static DateTime? Parse(string text)
    {
        // "t" and "z" are valid too.
        string time = text.ToUpperInvariant();
        int zone = time.LastIndexOfAny(['Z', '+', '-']);
        if (
            zone < Seconds.Length
            || !Matches(time.AsSpan(0, Seconds.Length), Seconds)
            || !IsFraction(time.AsSpan(Seconds.Length, zone - Seconds.Length))
            || !Matches(time.AsSpan(zone + 1), time[zone] == 'Z' ? "" : "00:00")
        )
        {
            return null;
        }

        bool isLeapSecond = time.AsSpan(0, Seconds.Length).EndsWith(":60");
        string seconds = isLeapSecond ? $"{time[..(Seconds.Length - 2)]}59" : time[..Seconds.Length];
        string fraction = time[Seconds.Length..Math.Min(zone, Seconds.Length + FractionLength)];
        return DateTimeOffset.TryParse(
            $"{seconds}{fraction}{time[zone..]}",
            CultureInfo.InvariantCulture,
            out var parsed
        )
            ? parsed.UtcDateTime
            : null;
    }

    private static bool IsFraction(ReadOnlySpan<char> text) =>
        text is [] || (text is ['.', _, ..] && !text[1..].ContainsAnyExceptInRange('0', '9'));

    /// <param name="pattern">A zero stands for any digit.</param>
    private static bool Matches(ReadOnlySpan<char> text, string pattern)
    {
        bool matches = text.Length == pattern.Length;
        for (int i = 0; matches && i < pattern.Length; i++)
        {
            matches = pattern[i] == '0' ? char.IsAsciiDigit(text[i]) : text[i] == pattern[i];
        }

        return matches;
    }
}
