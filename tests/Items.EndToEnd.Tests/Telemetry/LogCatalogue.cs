using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Telemetry;

/// <summary>The table of log lines in <c>docs/logs.md</c>.</summary>
internal static class LogCatalogue
{
    private static readonly Lazy<Dictionary<string, DocumentedLogLine>> Lines = new(() =>
        DocumentedLogLine.ReadAll().ToDictionary(line => line.Id)
    );

    /// <summary>Fails unless the table has the id of the line with this message. The level may be raised.</summary>
    public static void ShouldContain(JsonNode line)
    {
        string id = (string)line["event_id"]!;
        Lines.Value.Should().ContainKey(id);
        Lines.Value[id].Message.Should().Be((string)line["message"]!);
    }

    /// <summary>Fails unless the level of the line is that of the table.</summary>
    public static void ShouldHaveLevelOf(JsonNode line) =>
        ((string)line["level"]!).Should().Be(Lines.Value[(string)line["event_id"]!].Level);
}
