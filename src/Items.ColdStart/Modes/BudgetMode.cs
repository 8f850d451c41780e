using System.CommandLine;
using Items.ColdStart.Budgets;

namespace Items.ColdStart.Modes;

/// <summary>The mode <c>--budget FILE</c>.</summary>
internal static class BudgetMode
{
    private static readonly Option<string?> Budget = new("--budget")
    {
        Description = "Compare figures with the limits in this file; it also sets the number of rounds",
        HelpName = "FILE",
    };

    public static Mode Mode { get; } =
        new(
            Budget,
            "measures our function and the C floor briefly and fails when a figure is over its budget",
            [SharedOptions.Function],
            async (result, cancellationToken) =>
                await BudgetCheck.RunAsync(
                    result.GetValue(Budget)!,
                    SharedOptions.OneFunction(result),
                    cancellationToken
                )
                    ? 0
                    : 1
        )
        {
            FindProblem = SharedOptions.FindSecondFunction,
        };
}
