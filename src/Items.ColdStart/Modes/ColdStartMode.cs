using System.CommandLine;
using Items.ColdStart.Operations;
using Items.ColdStart.Tables;

namespace Items.ColdStart.Modes;

/// <summary>The default mode.</summary>
internal static class ColdStartMode
{
    private static readonly MeasureOptions Defaults = new();

    private static readonly Option<string[]?> Operations = Names(
        "--operations",
        "Operations to measure",
        OperationSet.Names,
        "get"
    );

    private static readonly Option<string[]?> Transports = Names(
        "--transports",
        "How contestants reach DynamoDB",
        ["tls", "http"],
        "tls",
        "http"
    );

    private static readonly Option<string[]?> Contestants = OptionFactory.Create<string[]?>(
        "--contestants",
        "A,B",
        "Folders of src/Items.ColdStart/contestants beside our function (default: all; none for none)",
        "names",
        OptionFactory.Split
    );

    private static readonly Option<string?> Base = new("--base")
    {
        Description =
            "Contestant that the others are compared to (default: c, or the first that has the operation)",
        HelpName = "NAME",
    };

    private static readonly Option<bool> Evict = new("--evict")
    {
        Description = "Drop the contestant's files from the page cache before each start",
    };

    private static readonly Option<string?> Roots = new("--roots")
    {
        Description = "Certificate authorities that all contestants trust (default: those of our function)",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Output = new("--output")
    {
        Description = "Folder for report.json, report.md and report.svg (default: artifacts/cold-start)",
        HelpName = "FOLDER",
    };

    public static Mode Mode { get; } =
        new(
            Choice: null,
            "measures cold starts of our function and of the same function in other technologies",
            [
                SharedOptions.Rounds,
                SharedOptions.Calls,
                Operations,
                Transports,
                SharedOptions.Function,
                Contestants,
                Base,
                SharedOptions.Memory,
                Evict,
                Roots,
                Output,
            ],
            async (result, cancellationToken) =>
            {
                await ColdStartTest.RunAsync(ToOptions(result), cancellationToken);
                return 0;
            }
        );

    internal static MeasureOptions ToOptions(ParseResult result) =>
        new()
        {
            Rounds = result.GetValue(SharedOptions.Rounds)!.Value,
            Calls = result.GetValue(SharedOptions.Calls) ?? Defaults.Calls,
            Operations = result.GetValue(Operations)!,
            Transports =
            [
                .. result.GetValue(Transports)!.Select(it => Enum.Parse<Transport>(it, ignoreCase: true)),
            ],
            Functions = result.GetValue(SharedOptions.Function) ?? [],
            Contestants = result.GetValue(Contestants) switch
            {
                null or [] => null,
                ["none"] => [],
                var names => names,
            },
            Base = result.GetValue(Base),
            Memory = result.GetValue(SharedOptions.Memory),
            Evict = result.GetValue(Evict),
            Roots = result.GetValue(Roots),
            Output = result.GetValue(Output),
        };

    /// <summary>An option with some of these names.</summary>
    private static Option<string[]?> Names(
        string name,
        string description,
        IReadOnlyList<string> all,
        params string[] fallback
    ) =>
        OptionFactory.Create<string[]?>(
            name,
            "A,B",
            $"{description}: {string.Join(", ", all)}",
            $"some of {string.Join(", ", all)}",
            text =>
                OptionFactory.Split(text) is not [] and var names && names.All(it => all.Contains(it))
                    ? [.. names.Distinct()]
                    : null,
            fallback
        );
}
