using System.Text.Json;
using System.Text.Json.Serialization;
using Items.LocalHost;

namespace Items.ColdStart.Budgets;

/// <summary>Limits of our function's figures; the content of <c>budget.json</c>.</summary>
/// <param name="Rounds">Number of starts to measure.</param>
/// <param name="Limits">One for each of <see cref="Figures.Names"/>.</param>
internal sealed record Budget(
    [property: JsonRequired] int Rounds,
    [property: JsonRequired] IReadOnlyDictionary<string, Limit> Limits
)
{
    /// <param name="path">For error messages.</param>
    /// <exception cref="HostError">The budget is not complete.</exception>
    public static Budget Parse(string path, string json)
    {
        Budget budget;
        try
        {
            budget = JsonSerializer.Deserialize(json, SettingsJson.Default.Budget)!;
        }
        catch (JsonException error)
        {
            throw new HostError($"the budget {path} cannot be parsed: {error.Message}");
        }

        // A figure without a limit would never fail the check.
        string[] missing = [.. Figures.Names.Except(budget.Limits.Keys)];
        string[] unknown = [.. budget.Limits.Keys.Except(Figures.Names)];
        return missing.Length > 0 ? throw new HostError($"the budget {path} has no limit for {missing[0]}")
            : unknown.Length > 0
                ? throw new HostError(
                    $"the budget {path} has a limit for '{unknown[0]}', which is none of {string.Join(", ", Figures.Names)}"
                )
            : budget.Rounds < 1 ? throw new HostError($"the budget {path} needs rounds above zero")
            : budget;
    }
}

/// <summary>The budget of a figure and how far a measurement may exceed it.</summary>
/// <param name="Tolerance">As a fraction of the budget.</param>
internal sealed record Limit(
    [property: JsonRequired] double Budget,
    [property: JsonRequired] double Tolerance
)
{
    [JsonIgnore]
    public double Maximum => Budget * (1 + Tolerance);
}
