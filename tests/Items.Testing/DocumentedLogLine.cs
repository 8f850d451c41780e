using System.Text.RegularExpressions;

namespace Items.Testing;

/// <summary>A row of the table of log lines in <c>docs/logs.md</c>.</summary>
public sealed partial record DocumentedLogLine(string Id, string Level, string Message)
{
    public static IReadOnlyList<DocumentedLogLine> ReadAll() =>
        [
            .. Row()
                .Matches(File.ReadAllText(Repository.PathTo("docs/logs.md")))
                .Select(row => new DocumentedLogLine(
                    row.Groups["id"].Value,
                    row.Groups["level"].Value,
                    row.Groups["message"].Value
                )),
        ];

    [GeneratedRegex(
        @"^\| `(?<id>[a-z_]+)` \| (?<level>[A-Z]+) \| (?<message>[^|]+) \|",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Row();
}
