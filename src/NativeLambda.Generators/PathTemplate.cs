using Microsoft.CodeAnalysis.CSharp;

namespace NativeLambda.Generators;

/// <param name="Text">As declared.</param>
/// <param name="Segments">What stands between the slashes; none for the root.</param>
internal sealed record PathTemplate(string Text, EquatableArray<Segment> Segments)
{
    /// <summary>Specific templates first: a literal is tried before a parameter in the same place.</summary>
    public static readonly IComparer<PathTemplate> BySpecificity = Comparer<PathTemplate>.Create(Compare);

    /// <summary>Equal for templates that match the same paths.</summary>
    public string Key =>
        "/" + string.Join("/", Segments.Select(segment => segment.IsParameter ? "{}" : segment.Text));

    public IEnumerable<string> ParameterNames =>
        Segments.Where(segment => segment.IsParameter).Select(segment => segment.Text);

    /// <param name="text">A template in which <see cref="FindProblem"/> finds nothing.</param>
    public static PathTemplate Parse(string text) =>
        new(text, Split(text).Select(Segment.Parse).ToEquatableArray());

    /// <returns>What is wrong with the template; null for nothing.</returns>
    public static string? FindProblem(string text)
    {
        if (text.Length == 0 || text[0] != '/')
        {
            return "it must start with '/'";
        }

        var segments = Split(text);
        return text.Where(IsForeign).Select(it => $"no path contains U+{(int)it:X4}").FirstOrDefault()
            ?? segments.Select(Segment.FindProblem).FirstOrDefault(problem => problem is not null)
            ?? segments
                .Where(segment => Segment.Parse(segment).IsParameter)
                .GroupBy(segment => segment, StringComparer.Ordinal)
                .Where(same => same.Count() > 1)
                .Select(same => $"'{same.Key}' stands there twice")
                .FirstOrDefault();
    }

    private static int Compare(PathTemplate left, PathTemplate right)
    {
        for (int i = 0; i < Math.Min(left.Segments.Count, right.Segments.Count); i++)
        {
            int order = Segment.Compare(left.Segments[i], right.Segments[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Segments.Count.CompareTo(right.Segments.Count);
    }

    // Query and fragment are no part of a path; the others would break lines of the router.
    private static bool IsForeign(char letter) =>
        letter is '?' or '#' || char.IsControl(letter) || char.IsSeparator(letter);

    private static string[] Split(string text)
    {
        string inner = text.Substring(1);
        return inner.Length == 0 ? [] : inner.Substring(0, inner.Length - TrailingSlash(inner)).Split('/');
    }

    private static int TrailingSlash(string text) => text[text.Length - 1] == '/' ? 1 : 0;
}

/// <summary>What stands between two slashes: a literal, or a parameter's name without its braces.</summary>
internal readonly record struct Segment(string Text, bool IsParameter)
{
    private static readonly char[] Braces = ['{', '}'];

    public static Segment Parse(string text) =>
        text.Length > 0 && text[0] == '{'
            ? new(text.Substring(1, text.Length - 2), IsParameter: true)
            : new(text, IsParameter: false);

    public static string? FindProblem(string text)
    {
        if (text.Length == 0)
        {
            return "a segment is empty";
        }

        if (text.IndexOfAny(Braces) < 0)
        {
            return null;
        }

        if (text.Count(letter => letter == '{') != text.Count(letter => letter == '}'))
        {
            return $"the braces of '{text}' do not match";
        }

        if (text[0] != '{' || text.IndexOf('}') != text.Length - 1)
        {
            return $"a parameter must be a whole segment, unlike in '{text}'";
        }

        return SyntaxFacts.IsValidIdentifier(Parse(text).Text) ? null : $"'{text}' does not name a parameter";
    }

    public static int Compare(Segment left, Segment right) =>
        left.IsParameter && right.IsParameter ? 0
        : left.IsParameter != right.IsParameter ? left.IsParameter.CompareTo(right.IsParameter)
        : string.CompareOrdinal(left.Text, right.Text);
}
