using System.Diagnostics.CodeAnalysis;

namespace NativeLambda.Http;

/// <summary>
/// The entity tags of an <c>If-Match</c> or <c>If-None-Match</c> header (RFC 9110, section 8.8.3): any, or a list.
/// </summary>
public sealed class EntityTags : IHeaderValue<EntityTags>
{
    /// <summary>Bounds the work that one header can cause.</summary>
    public const int MaximumTags = 100;

    private readonly List<string> _strong = [];
    private readonly List<string> _weak = [];

    private EntityTags() { }

    public static string Expected => $"a list of 1 to {MaximumTags} entity tags";

    /// <summary>The header was <c>*</c>: any tag matches.</summary>
    public bool IsAny { get; private init; }

    /// <summary>Strong comparison, for <c>If-Match</c>: only strong tags.</summary>
    /// <param name="opaque">Without quotes.</param>
    public bool MatchesStrongly(string opaque) => IsAny || _strong.Contains(opaque);

    /// <summary>Weak comparison, for <c>If-None-Match</c>: weak and strong tags alike.</summary>
    public bool MatchesWeakly(string opaque) => IsAny || _strong.Contains(opaque) || _weak.Contains(opaque);

    public static bool TryParse(string text, [NotNullWhen(true)] out EntityTags? value)
    {
        var rest = text.AsSpan().Trim(" \t");
        var tags = new EntityTags { IsAny = rest is "*" };
        value = tags;
        if (tags.IsAny)
        {
            return true;
        }

        while (true)
        {
            // Empty list elements are ignored (RFC 9110, section 5.6.1.2).
            rest = rest.TrimStart(" \t,");
            if (rest.IsEmpty)
            {
                return tags._strong.Count + tags._weak.Count is >= 1 and <= MaximumTags;
            }

            bool isWeak = rest.StartsWith("W/", StringComparison.Ordinal);
            rest = isWeak ? rest[2..] : rest;
            int end = rest.Length > 1 && rest[0] == '"' ? rest[1..].IndexOf('"') : -1;
            var opaque = end < 0 ? default : rest[1..(end + 1)];
            if (end < 0 || opaque.ContainsAnyInRange('\0', ' ') || opaque.Contains('\x7F'))
            {
                return false;
            }

            (isWeak ? tags._weak : tags._strong).Add(opaque.ToString());
            rest = rest[(end + 2)..].TrimStart(" \t");
            if (!rest.IsEmpty && rest[0] != ',')
            {
                return false;
            }
        }
    }
}
