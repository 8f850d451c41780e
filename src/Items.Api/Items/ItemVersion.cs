using System.Globalization;
using Items.Api.Http;

namespace Items.Api.Items;

/// <summary>An item's version as the opaque text of an entity tag.</summary>
internal static class ItemVersion
{
    public static string ToTag(long version) => version.ToString(CultureInfo.InvariantCulture);

    public static string ToETag(long version) => $"\"{ToTag(version)}\"";

    /// <summary>The versions that an <c>If-Match</c> accepts; none of its tags need be one of ours.</summary>
    public static IReadOnlyList<long> Accepted(EntityTags ifMatch) =>
        [
            .. ifMatch
                .Strong.Select(tag =>
                    long.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out long version)
                    && ToTag(version) == tag
                        ? version
                        : 0
                )
                .Where(version => version > 0),
        ];
}
