using Items.ColdStart.Budgets;
using Items.LocalHost;

namespace Items.ColdStart.Tests.Budgets;

public sealed class BudgetTests
{
    private static readonly string Complete =
        $$"""{"rounds": 3, "limits": { {{string.Join(
            ", ",
            Figures.Names.Select(name => $$"""
                "{{name}}": {"budget": 100, "tolerance": 0.1}
                """)
        )}} } }""";

    [Theory]
    [InlineData(90, false)]
    [InlineData(110, false)]
    [InlineData(110.1, true)]
    public void A_figure_above_its_budget_and_tolerance_is_an_error(double zip, bool isBroken)
    {
        var (isWithin, output, error) = Check(figures => figures["zipBytes"] = zip);

        isWithin.Should().Be(!isBroken);
        error
            .Should()
            .Be(
                isBroken
                    ? "error: zipBytes is 110.1, over its budget of 110; make it smaller, or raise limits.zipBytes "
                        + "in budget.json and say why in the commit"
                    : ""
            );
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(Figures.Names.Count);
    }

    [Fact]
    public void Every_figure_over_its_budget_is_an_error()
    {
        var (_, _, error) = Check(figures =>
        {
            figures["pageFaults"] = 200;
            figures["coldToFloor"] = 300;
        });

        error.Should().Contain("pageFaults").And.Contain("coldToFloor").And.NotContain("zipBytes");
    }

    [Fact]
    public void A_figure_that_could_not_be_measured_is_listed_and_is_an_error()
    {
        var (isWithin, output, error) = Check(
            figures => figures["coldToFloor"] = figures["cpuToFloor"] = null,
            "gcc is missing"
        );

        isWithin.Should().BeFalse();
        output.Should().Contain("MISSING      coldToFloor").And.Contain("gcc is missing");
        error.Should().Contain("error: coldToFloor could not be measured");
    }

    [Theory]
    [InlineData("\"zipBytes\": {\"budget\": 100, \"tolerance\": 0.1},", "", "*no limit for zipBytes*")]
    [InlineData("\"zipBytes\":", "\"extra\": {\"budget\": 1, \"tolerance\": 0}, \"zipBytes\":", "*'extra'*")]
    [InlineData("\"tolerance\": 0.1", "\"tolerance\": \"none\"", "*budget.json*tolerance*")]
    [InlineData("\"tolerance\": 0.1", "\"leeway\": 0.1", "*budget.json*leeway*")]
    [InlineData("\"rounds\": 3", "\"rounds\": 0", "*rounds above zero*")]
    [InlineData("}", "", "*budget.json*")]
    public void A_wrong_file_is_an_error(string old, string replacement, string message) =>
        Parse(Complete.Replace(old, replacement)).Should().Throw<HostError>().WithMessage(message);

    [Fact]
    public void The_committed_budget_is_complete() =>
        Parse(File.ReadAllText(Items.Testing.Repository.PathTo("src/Items.ColdStart/budget.json")))
            .Should()
            .NotThrow();

    private static Action Parse(string json) => () => Budget.Parse("budget.json", json);

    private static (bool IsWithin, string Output, string Error) Check(
        Action<Dictionary<string, double?>> change,
        string? floorMissing = null
    )
    {
        var figures = Figures.Names.ToDictionary(name => name, _ => (double?)50);
        change(figures);
        using var output = new StringWriter();
        using var error = new StringWriter();
        bool isWithin = BudgetCheck.Compare(
            Budget.Parse("budget.json", Complete),
            figures,
            "budget.json",
            floorMissing,
            output,
            error
        );
        return (isWithin, output.ToString(), error.ToString().TrimEnd());
    }
}
