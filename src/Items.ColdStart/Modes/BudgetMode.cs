using System.CommandLine;

namespace Items.ColdStart.Modes;

/// <summary>The mode <c>--budget FILE</c>.</summary>
internal sealed class BudgetMode(SharedOptions shared) : Mode
{
    private readonly Option<string?> _budget = new("--budget")
    {
        Description = "Hold figures against this file, which says itself what is measured",
        HelpName = "FILE",
    };

    public override Option Choice => _budget;

    public override string Purpose =>
        "measures our function and the C floor briefly and fails when a figure is over its budget";

    public override IReadOnlyList<Option> Options => [_budget, shared.Function];

    public override string? Problem(ParseResult result) => shared.OneFunctionProblem(result, _budget);

    public override Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken) =>
        Tool.CheckBudgetAsync(
            result.GetValue(_budget)!,
            result.GetValue(shared.Function)?.SingleOrDefault(),
            cancellationToken
        );
}
