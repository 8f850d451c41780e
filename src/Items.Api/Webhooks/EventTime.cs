using System.Globalization;

namespace Items.Api.Webhooks;

/// <summary>The time of an event at its source.</summary>
internal static class EventTime
{
    private const int SecondsLength = 19;

    /// <summary>The longest fraction that .NET reads, with its point. Further digits are ignored.</summary>
    private const int FractionLength = 8;

    /// <param name="text">RFC 3339: any number of fraction digits, with an offset.</param>
    /// <returns>In UTC; null when the text is not such a time.</returns>
    public static DateTime? Parse(string text)
    {
        int zone = text.LastIndexOfAny(['Z', '+', '-']);
        if (
            zone < SecondsLength
            || text[10] != 'T'
            || !IsFraction(text.AsSpan(SecondsLength, zone - SecondsLength))
        )
        {
            return null;
        }

        string time = text[..Math.Min(zone, SecondsLength + FractionLength)] + text[zone..];
        return DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, out var parsed)
            ? parsed.UtcDateTime
            : null;
    }

    private static bool IsFraction(ReadOnlySpan<char> text) =>
        text is [] || (text is ['.', _, ..] && !text[1..].ContainsAnyExceptInRange('0', '9'));
}
