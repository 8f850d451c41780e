namespace Items.ColdStart.Reporting;

/// <summary>A Markdown table whose columns are also aligned in a terminal.</summary>
internal static class MarkdownTable
{
    /// <param name="columns">The first one is text, the others are numbers unless their title is empty.</param>
    public static void Write<T>(
        TextWriter output,
        IEnumerable<T> rows,
        params IReadOnlyList<(string Title, Func<T, string> Cell)> columns
    )
    {
        string[] titles = [.. columns.Select(column => column.Title)];
        string[][] cells = [titles, .. rows.Select(row => columns.Select(it => it.Cell(row)).ToArray())];
        int[] widths = [.. titles.Index().Select(title => cells.Max(row => row[title.Index].Length))];
        bool IsText(int column) => column == 0 || titles[column].Length == 0;
        Line(titles);
        Line([
            .. widths.Select(
                (width, column) => IsText(column) ? new string('-', width) : $"{new string('-', width - 1)}:"
            ),
        ]);
        foreach (string[] row in cells[1..])
        {
            Line(row);
        }

        void Line(string[] row)
        {
            var padded = row.Select(
                (cell, column) =>
                    IsText(column) ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])
            );
            output.WriteLine($"| {string.Join(" | ", padded)} |");
        }
    }
}
