using System.Globalization;

namespace Items.Api.Items;

/// <summary>Times as text: RFC 3339 in UTC with microseconds.</summary>
internal static class Timestamp
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public static string Of(DateTime utc) => utc.ToString(Format, CultureInfo.InvariantCulture);

    /// <param name="text">In the format of <see cref="Of"/>.</param>
    public static DateTime Parse(string text) =>
        DateTime.Parse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
        );

    /// <param name="text">ISO 8601, as others may have written it: any precision and offset; without an offset, UTC.</param>
    /// <returns>The same time in the format of <see cref="Of"/>; the Unix epoch when the text is no time.</returns>
    public static string Normalize(string? text)
    {
        bool isTime = DateTime.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        );
        Span<char> normal = stackalloc char[32];
        (isTime ? time : DateTime.UnixEpoch).TryFormat(
            normal,
            out int length,
            Format,
            CultureInfo.InvariantCulture
        );
        // Usually the text is normal, and no other is allocated.
        return normal[..length].SequenceEqual(text) ? text! : normal[..length].ToString();
    }
}
