namespace Items.ColdStart.Tests;

internal static class MarkdownText
{
    /// <summary>The printed text without the spaces that align the columns of its tables.</summary>
    public static string WithoutAlignment(this StringWriter output) => WithoutAlignment(output.ToString());

    /// <inheritdoc cref="WithoutAlignment(StringWriter)"/>
    public static string WithoutAlignment(this string output) =>
        string.Join(
            '\n',
            output
                .Split('\n')
                .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        );
}
