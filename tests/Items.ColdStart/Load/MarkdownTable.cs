namespace Items.ColdStart.Load;

internal static class MarkdownTable
{
    /// <param name="titles">All columns stand to the right, as numbers do.</param>
    public static async Task WriteAsync(
        TextWriter output,
        IReadOnlyList<string> titles,
        IEnumerable<string[]> rows
    )
    {
        await output.WriteLineAsync($"| {string.Join(" | ", titles)} |");
        await output.WriteLineAsync($"|{string.Concat(Enumerable.Repeat("---:|", titles.Count))}");
        foreach (string[] row in rows)
        {
            await output.WriteLineAsync($"| {string.Join(" | ", row)} |");
        }
    }
}
