using System.Reflection;
using System.Text.RegularExpressions;
using Items.Api.Items;
using NativeLambda.Telemetry;

namespace Items.Api.Tests;

/// <summary>The table of log lines in <c>docs/logs.md</c> against the code of framework and product.</summary>
public sealed partial class LogCatalogueTests
{
    [Fact]
    public void The_documentation_has_exactly_the_log_lines_of_the_code() =>
        Documented().Should().BeEquivalentTo(Declared());

    [Fact]
    public void Ids_are_unique() => Declared().Select(it => it.Id).Should().OnlyHaveUniqueItems();

    /// <summary>All of both assemblies, wherever they are declared.</summary>
    private static List<LogEvent> Declared() =>
        [
            .. ((Assembly[])[typeof(LogEvent).Assembly, typeof(ItemStore).Assembly])
                .SelectMany(assembly => assembly.GetTypes())
                .SelectMany(type =>
                    type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
                )
                .Where(field => field.FieldType == typeof(LogEvent))
                .Select(field => (LogEvent)field.GetValue(null)!),
        ];

    private static IEnumerable<LogEvent> Documented() =>
        Row()
            .Matches(File.ReadAllText(Repository.PathTo("docs/logs.md")))
            .Select(row => new LogEvent(
                row.Groups["id"].Value,
                Enum.Parse<LogLevel>(row.Groups["level"].Value, ignoreCase: true),
                row.Groups["message"].Value
            ));

    [GeneratedRegex(
        @"^\| `(?<id>[a-z_]+)` \| (?<level>[A-Z]+) \| (?<message>[^|]+) \|",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Row();
}
