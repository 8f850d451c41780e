using System.CommandLine;
using Items.ColdStart.Budgets;

namespace Items.ColdStart.Modes;

/// <summary>The mode <c>--budget FILE</c>.</summary>
internal sealed class BudgetMode(SharedOptions shared) : Mode
{
    private readonly Option<string?> _budget = new("--budget")
    {
        Description = "Compare figures with the limits in this file; it also sets the number of rounds",
        HelpName = "FILE",
    };

    public override Option Choice => _budget;

    public override string Purpose =>
        "measures our function and the C floor briefly and fails when a figure is over its budget";

    public override IReadOnlyList<Option> Options => [_budget, shared.Function];

    public override string? Problem(ParseResult result) => shared.OneFunctionProblem(result, _budget);

    public override async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken) =>
        await BudgetCheck.RunAsync(result.GetValue(_budget)!, shared.OneFunction(result), cancellationToken)
            ? 0
            : 1;
}
