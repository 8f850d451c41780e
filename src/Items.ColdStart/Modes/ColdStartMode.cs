using System.CommandLine;
using Items.ColdStart.Operations;
using Items.ColdStart.Tables;

namespace Items.ColdStart.Modes;

/// <summary>The default mode.</summary>
internal sealed class ColdStartMode(SharedOptions shared) : Mode
{
    private static readonly MeasureOptions Defaults = new();

    private readonly Option<int> _rounds = new("--rounds")
    {
        Description = "Starts of each contestant, after one that is dropped",
        HelpName = "N",
        DefaultValueFactory = _ => Defaults.Rounds,
    };

    private readonly Option<string> _operations = new("--operations")
    {
        Description = $"Some of {string.Join(',', OperationSet.Names)}",
        HelpName = "A,B",
        DefaultValueFactory = _ => "get",
    };

    private readonly Option<string> _transports = new("--transports")
    {
        Description = "How contestants reach DynamoDB: tls, http or both",
        HelpName = "A,B",
        DefaultValueFactory = _ => "tls,http",
    };

    private readonly Option<string?> _contestants = new("--contestants")
    {
        Description =
            "Folders of src/Items.ColdStart/contestants beside our function (default: all; none for none)",
        HelpName = "A,B",
    };

    private readonly Option<string?> _base = new("--base")
    {
        Description =
            "Contestant that the others are compared to (default: c, or the first that has the operation)",
        HelpName = "NAME",
    };

    private readonly Option<bool> _evict = new("--evict")
    {
        Description = "Drop the contestant's files from the page cache before each start",
    };

    private readonly Option<string?> _roots = new("--roots")
    {
        Description = "Certificate authorities that all contestants trust (default: those of our function)",
        HelpName = "FILE",
    };

    private readonly Option<string?> _output = new("--output")
    {
        Description = "Folder for report.json, report.md and report.svg (default: artifacts/cold-start)",
        HelpName = "FOLDER",
    };

    public override string Purpose =>
        "measures cold starts of our function and of the same function in other technologies";

    public override IReadOnlyList<Option> Options =>
        [
            _rounds,
            shared.Calls,
            _operations,
            _transports,
            shared.Function,
            _contestants,
            _base,
            shared.Memory,
            _evict,
            _roots,
            _output,
        ];

    public override string? Problem(ParseResult result)
    {
        string[] operations = List(result.GetValue(_operations)!);
        string[] transports = List(result.GetValue(_transports)!);
        return result.GetValue(_rounds) < 1 ? "--rounds needs a whole number above zero."
            : operations is [] ? $"--operations needs some of {string.Join(',', OperationSet.Names)}."
            : operations.FirstOrDefault(name => !OperationSet.Names.Contains(name)) is { } unknown
                ? $"--operations: '{unknown}' is none of {string.Join(", ", OperationSet.Names)}."
            : transports is [] || transports.Any(name => name is not ("tls" or "http"))
                ? "--transports needs tls, http or tls,http."
            : shared.Problem(result);
    }

    public override async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        await ColdStartTest.RunAsync(ToOptions(result), cancellationToken);
        return 0;
    }

    internal MeasureOptions ToOptions(ParseResult result) =>
        new()
        {
            Rounds = result.GetValue(_rounds),
            Calls = result.GetValue(shared.Calls) ?? Defaults.Calls,
            Operations = [.. List(result.GetValue(_operations)!).Distinct()],
            Transports = [.. List(result.GetValue(_transports)!).Select(ToTransport).Distinct()],
            Functions = result.GetValue(shared.Function) ?? [],
            Contestants = result.GetValue(_contestants) switch
            {
                null => null,
                "none" => [],
                var names => List(names),
            },
            Base = result.GetValue(_base),
            Memory = result.GetValue(shared.Memory),
            Evict = result.GetValue(_evict),
            Roots = result.GetValue(_roots),
            Output = result.GetValue(_output),
        };

    private static string[] List(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Transport ToTransport(string name) => name == "tls" ? Transport.Tls : Transport.Http;
}
