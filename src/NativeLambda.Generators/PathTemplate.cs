using Microsoft.CodeAnalysis.CSharp;

namespace NativeLambda.Generators;

/// <param name="Text">As declared.</param>
/// <param name="Segments">The parts between the slashes; none for the root.</param>
internal sealed record PathTemplate(string Text, EquatableArray<Segment> Segments)
{
    /// <summary>
    /// Equal for templates that match the same paths. In ordinal order, a literal precedes a parameter in the same place,
    /// and so is tried first.
    /// </summary>
    public string Key =>
        string.Concat(Segments.Select(segment => '\x01' + (segment.IsParameter ? "\uFFFF" : segment.Text)));

    public IEnumerable<string> ParameterNames =>
        Segments.Where(segment => segment.IsParameter).Select(segment => segment.Text);

    /// <param name="text">A template for which <see cref="FindError"/> returns null.</param>
    public static PathTemplate Parse(string text) => new(text, new([.. Split(text).Select(Segment.Parse)]));

    /// <returns>Why the text is not a template; null when it is one.</returns>
    public static string? FindError(string text) =>
        text.Length == 0 || text[0] != '/'
            ? "it must start with '/'"
            : text.Where(IsForbidden)
                .Select(character => $"a template cannot contain U+{(int)character:X4}")
                .Concat(Split(text).Select(Segment.FindError).OfType<string>())
                .Concat(
                    Split(text)
                        .Where(segment => segment.StartsWith("{", StringComparison.Ordinal))
                        .GroupBy(segment => segment, StringComparer.Ordinal)
                        .Where(same => same.Count() > 1)
                        .Select(same => $"it contains '{same.Key}' twice")
                )
                .FirstOrDefault();

    /// <summary>Query and fragment do not belong to a path; the others would break lines of the router.</summary>
    private static bool IsForbidden(char character) =>
        character is '?' or '#' || char.IsControl(character) || char.IsSeparator(character);

    private static IEnumerable<string> Split(string text) =>
        (text.EndsWith("/", StringComparison.Ordinal) ? text.Substring(0, text.Length - 1) : text)
            .Split('/')
            .Skip(1);
}

/// <param name="Text">A literal, or the name of a parameter without its braces.</param>
internal readonly record struct Segment(string Text, bool IsParameter)
{
    private static readonly char[] Braces = ['{', '}'];

    public static Segment Parse(string text) =>
        text[0] == '{'
            ? new(text.Substring(1, text.Length - 2), IsParameter: true)
            : new(text, IsParameter: false);

    public static string? FindError(string text) =>
        text.Length == 0 ? "a segment is empty"
        : text.IndexOfAny(Braces) < 0 ? null
        : text.Count(letter => letter == '{') != text.Count(letter => letter == '}')
            ? $"the braces of '{text}' do not match"
        : text[0] != '{' || text.IndexOf('}') != text.Length - 1
            ? $"a parameter must be a whole segment, unlike in '{text}'"
        : SyntaxFacts.IsValidIdentifier(Parse(text).Text) ? null
        : $"'{text}' does not name a parameter";
}
