using System.Globalization;
using NativeLambda.Http;

namespace Items.Api.Items;

/// <summary>An item's version as the opaque text of an entity tag.</summary>
internal static class ItemVersion
{
    public static string ToTag(long version) => version.ToString(CultureInfo.InvariantCulture);

    /// <returns>The versions that the header accepts, none if no tag is that of a version; null when it accepts any.</returns>
    public static IReadOnlyList<long>? Accepted(EntityTags? ifMatch) =>
        ifMatch is null or { IsAny: true }
            ? null
            : [.. ifMatch.Strong.Select(Parse).Where(version => version > 0)];

    /// <returns>0 for the tag of no version.</returns>
    private static long Parse(string tag) =>
        long.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out long version)
        && ToTag(version) == tag
            ? version
            : 0;
}
