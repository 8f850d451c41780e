namespace Items.ColdStart.Tests.Reporting;

internal static class Unaligned
{
    /// <summary>A printed table without the spaces that align its columns.</summary>
    public static string WithoutAlignment(this object output) =>
        string.Join(
            '\n',
            output
                .ToString()!
                .Split('\n')
                .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        );
}
