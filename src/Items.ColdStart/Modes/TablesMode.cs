using System.CommandLine;
using Items.ColdStart.TableCosts;

namespace Items.ColdStart.Modes;

/// <summary>The mode <c>--tables SIZES</c>.</summary>
internal sealed class TablesMode(SharedOptions shared) : Mode
{
    private readonly Option<string?> _tables = new("--tables")
    {
        Description = "Measure pages and creates with tables of these numbers of items, such as 1000,100000",
        HelpName = "N[,N…]",
    };

    public override Option Choice => _tables;

    public override string Purpose =>
        "measures what a page of a list and a create cost behind the local host, at several table sizes";

    public override IReadOnlyList<Option> Options =>
        [_tables, shared.Requests, shared.Seconds, shared.Function];

    public override string? Problem(ParseResult result) =>
        Sizes(result) is null
            ? $"--tables needs numbers of items from {TableOptions.MinimumSize} to {TableOptions.MaximumSize}."
            : shared.OneFunctionProblem(result, _tables) ?? shared.Problem(result);

    public override async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var options = new TableOptions
        {
            Sizes = Sizes(result)!,
            Requests = result.GetValue(shared.Requests) ?? TableOptions.DefaultRequests,
            Time = shared.Time(result) ?? SharedOptions.DefaultTime,
            Function = shared.OneFunction(result),
        };
        await TableTest.RunAsync(options, Console.Out, cancellationToken);
        return 0;
    }

    private int[]? Sizes(ParseResult result) =>
        Numbers(result.GetValue(_tables)!, TableOptions.MinimumSize, TableOptions.MaximumSize);
}
