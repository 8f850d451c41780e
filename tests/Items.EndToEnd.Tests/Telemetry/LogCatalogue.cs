using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Items.EndToEnd.Tests.Telemetry;

/// <summary>The table of log lines in <c>docs/logs.md</c>.</summary>
internal static partial class LogCatalogue
{
    private static readonly Lazy<Dictionary<string, (string Level, string Message)>> Entries = new(() =>
        Rows()
            .ToDictionary(
                row => row.Groups["id"].Value,
                row => (row.Groups["level"].Value, row.Groups["message"].Value)
            )
    );

    /// <summary>Fails unless the table has the id of the line with this message. The level may be raised.</summary>
    public static void ShouldContain(JsonNode line)
    {
        string id = (string)line["event_id"]!;
        Entries.Value.Should().ContainKey(id);
        Entries.Value[id].Message.Should().Be((string)line["message"]!);
    }

    /// <summary>Fails unless the level of the line is that of the table.</summary>
    public static void ShouldHaveLevelOf(JsonNode line) =>
        ((string)line["level"]!).Should().Be(Entries.Value[(string)line["event_id"]!].Level);

    private static MatchCollection Rows() =>
        Row().Matches(File.ReadAllText(Repository.PathTo("docs/logs.md")));

    [GeneratedRegex(
        @"^\| `(?<id>[a-z_]+)` \| (?<level>[A-Z]+) \| (?<message>[^|]+) \|",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Row();
}
