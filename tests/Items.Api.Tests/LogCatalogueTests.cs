using System.Reflection;
using Items.Api.Items;
using NativeLambda.Telemetry;

namespace Items.Api.Tests;

/// <summary>The table of log lines in <c>docs/logs.md</c> against the code of framework and product.</summary>
public sealed class LogCatalogueTests
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
        DocumentedLogLine
            .ReadAll()
            .Select(line => new LogEvent(
                line.Id,
                Enum.Parse<LogLevel>(line.Level, ignoreCase: true),
                line.Message
            ));
}
