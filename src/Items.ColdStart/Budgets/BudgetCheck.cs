using System.Globalization;

namespace Items.ColdStart.Budgets;

/// <summary>One figure beside its budget.</summary>
/// <param name="Measured">Null when it could not be measured here.</param>
internal sealed record BudgetLine(string Name, double? Measured, Limit Limit)
{
    public bool IsBroken => Measured > Limit.Most;

    public override string ToString()
    {
        string state =
            Measured is null ? "not checked"
            : IsBroken ? "OVER BUDGET"
            : "ok";
        string most =
            Limit.Tolerance > 0
                ? $"{Text(Limit.Budget)} + {Limit.Tolerance:P0} = {Text(Limit.Most)}"
                : Text(Limit.Budget);
        return $"{state, -11}  {Name, -18}  {(Measured is { } value ? Text(value) : "-"), 12}  of {most}";
    }

    public static string Text(double value) =>
        value.ToString(value >= 1000 ? "#,0" : "0.##", CultureInfo.InvariantCulture);
}

/// <summary>Holds figures against a budget.</summary>
internal static class BudgetCheck
{
    public static IReadOnlyList<BudgetLine> Compare(
        Budget budget,
        IReadOnlyDictionary<string, double?> figures
    ) => [.. Figures.Names.Select(name => new BudgetLine(name, figures[name], budget.Limits[name]))];

    /// <summary>Prints every figure, and what to do about each that is over its budget.</summary>
    /// <param name="floorMissing">Why ratios to the floor could not be measured; null when they were.</param>
    /// <returns>Whether all are within.</returns>
    public static bool Report(
        IReadOnlyList<BudgetLine> lines,
        string path,
        string? floorMissing,
        TextWriter output,
        TextWriter error
    )
    {
        foreach (var line in lines)
        {
            output.WriteLine(line);
        }

        if (floorMissing is not null)
        {
            output.WriteLine($"Ratios to the C floor were not checked: {floorMissing}");
        }

        foreach (var line in lines.Where(line => line.IsBroken))
        {
            error.WriteLine(
                $"error: {line.Name} is {BudgetLine.Text(line.Measured!.Value)}, over its budget of {BudgetLine.Text(line.Limit.Most)}; "
                    + $"make it smaller, or raise limits.{line.Name} in {path} and say why in the commit"
            );
        }

        return !lines.Any(line => line.IsBroken);
    }
}
