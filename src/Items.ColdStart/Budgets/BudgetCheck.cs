using System.Globalization;
using Items.ColdStart.Reporting;
using Items.ColdStart.Steady;
using Items.ColdStart.Tables;

namespace Items.ColdStart.Budgets;

/// <summary>A figure and its budget.</summary>
/// <param name="Measured">Null when it could not be measured.</param>
internal sealed record BudgetLine(string Name, double? Measured, Limit Limit)
{
    public bool IsBroken => Measured is null || Measured > Limit.Maximum;

    public override string ToString()
    {
        string state =
            Measured is null ? "MISSING"
            : IsBroken ? "OVER BUDGET"
            : "ok";
        string maximum =
            Limit.Tolerance > 0
                ? $"{Text(Limit.Budget)} + {Limit.Tolerance:P0} = {Text(Limit.Maximum)}"
                : Text(Limit.Budget);
        return $"{state, -11}  {Name, -18}  {(Measured is { } value ? Text(value) : "-"), 12}  of {maximum}";
    }

    public static string Text(double value) =>
        value.ToString(value >= 1000 ? "#,0" : "0.##", CultureInfo.InvariantCulture);
}

/// <summary>Compares figures with a budget.</summary>
internal static class BudgetCheck
{
    /// <summary>Measures our function and the C floor and compares the figures with a budget.</summary>
    /// <param name="path">Of the budget.</param>
    /// <param name="given">As for <see cref="OurFunction.FindAsync"/>.</param>
    /// <returns>Whether all figures are within the budget.</returns>
    public static async Task<bool> RunAsync(string path, string? given, CancellationToken cancellationToken)
    {
        var budget = Budget.Parse(path, await File.ReadAllTextAsync(path, cancellationToken));
        var function = await OurFunction.FindAsync(given, Console.Out, cancellationToken);
        var options = new MeasureOptions
        {
            Rounds = budget.Rounds,
            Transports = [Transport.Tls],
            Functions = [$"{function.Name}={function.Folder}"],
            Contestants = [Report.Floor],
        };
        var report = await ColdStartTest.MeasureAsync(options, cancellationToken);
        var get = await AllocationMeter.MeasureAsync(function.Bootstrap, "get", cancellationToken);
        return Compare(
            budget,
            Figures.Of(report, get),
            path,
            report.Skipped.SingleOrDefault()?.Reason,
            Console.Out,
            Console.Error
        );
    }

    /// <summary>Prints every figure, and an error for each that is over its budget or missing.</summary>
    /// <param name="floorMissing">Why ratios to the floor could not be measured; null when they were.</param>
    /// <returns>Whether all are within the budget.</returns>
    public static bool Compare(
        Budget budget,
        IReadOnlyDictionary<string, double?> figures,
        string path,
        string? floorMissing,
        TextWriter output,
        TextWriter error
    )
    {
        BudgetLine[] lines =
        [
            .. Figures.Names.Select(name => new BudgetLine(name, figures[name], budget.Limits[name])),
        ];
        foreach (var line in lines)
        {
            output.WriteLine(line);
        }

        if (floorMissing is not null)
        {
            output.WriteLine($"Ratios to the C floor could not be measured: {floorMissing}");
        }

        foreach (var line in lines.Where(line => line.IsBroken))
        {
            error.WriteLine(
                line.Measured is { } measured
                    ? $"error: {line.Name} is {BudgetLine.Text(measured)}, over its budget of {BudgetLine.Text(line.Limit.Maximum)}; "
                        + $"make it smaller, or raise limits.{line.Name} in {path} and say why in the commit"
                    : $"error: {line.Name} could not be measured"
            );
        }

        return !lines.Any(line => line.IsBroken);
    }
}
