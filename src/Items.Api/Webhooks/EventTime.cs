using System.Globalization;

namespace Items.Api.Webhooks;

/// <summary>The time of an event at its source.</summary>
internal static class EventTime
{
    private const string Seconds = "yyyy-MM-dd'T'HH:mm:ss";

    /// <summary>The longest fraction that .NET reads. Further digits are ignored.</summary>
    private const int FractionDigits = 7;

    /// <param name="text">RFC 3339: any number of fraction digits, with an offset.</param>
    /// <returns>In UTC; null when the text is not such a time.</returns>
    public static DateTime? Parse(string text)
    {
        int zone = text.LastIndexOfAny(['Z', '+', '-']);
        if (zone < "yyyy-MM-ddTHH:mm:ss".Length || text.AsSpan(0, zone).ContainsAny('Z', '+'))
        {
            return null;
        }

        string time = text[..Math.Min(zone, "yyyy-MM-ddTHH:mm:ss.".Length + FractionDigits)];
        return DateTimeOffset.TryParseExact(
            time + text[zone..],
            [Seconds + "K", Seconds + "'.'FFFFFFFK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var parsed
        )
            ? parsed.UtcDateTime
            : null;
    }
}
