using System.Globalization;
using NativeLambda.Http;

namespace Items.Api.Items;

/// <summary>An item's version as the opaque text of an entity tag.</summary>
internal static class ItemVersion
{
    public static string ToTag(long version) => version.ToString(CultureInfo.InvariantCulture);

    /// <param name="ifMatch">The header <c>If-Match</c>; null when it was not sent, and any version may be changed.</param>
    public static bool IsAccepted(long version, EntityTags? ifMatch) =>
        ifMatch?.MatchesStrongly(ToTag(version)) != false;
}
