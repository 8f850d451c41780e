namespace Items.ColdStart.Reporting;

/// <summary>A table that is as readable in a terminal as on a page.</summary>
internal static class MarkdownTable
{
    /// <param name="table">
    /// The titles, then the rows. The first column is text, the others are numbers unless their title is empty.
    /// </param>
    public static void Write(TextWriter output, IEnumerable<string[]> table)
    {
        string[][] rows = [.. table];
        int[] widths =
        [
            .. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)),
        ];
        bool IsText(int column) => column == 0 || rows[0][column].Length == 0;
        Line(rows[0]);
        Line([
            .. widths.Select(
                (width, column) => IsText(column) ? new string('-', width) : $"{new string('-', width - 1)}:"
            ),
        ]);
        foreach (string[] row in rows[1..])
        {
            Line(row);
        }

        void Line(string[] cells)
        {
            var padded = cells.Select(
                (cell, column) =>
                    IsText(column) ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])
            );
            output.WriteLine($"| {string.Join(" | ", padded)} |");
        }
    }
}
