using Items.ColdStart.Goals;
using Items.ColdStart.Operations;
using Items.ColdStart.Reporting;
using Items.ColdStart.Steady;
using Items.ColdStart.TableCosts;
using Items.ColdStart.Tables;

namespace Items.ColdStart.Tests.Goals;

public sealed class GoalTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = TestFunction.Create("#!/bin/sh\n");

    [Fact]
    public void Figures_are_compared_with_their_goals()
    {
        var goals = Of(Starts(withFloor: true), new Limited(2.5, ""));

        Line(goals, "first list of 20 items after INIT").Should().Be("≤ 1.3 ms: 3 ms: missed");
        Line(goals, "the same with the CPU of 128 MB").Should().Be("≤ 3 ms: 2.5 ms: met");
        Line(goals, "warm p50, list ÷ get").Should().Be("≤ 4: 1.5: met");
        Line(goals, "table requests of a page").Should().Be("≤ 1: 1: met");
        Line(goals, "read units of a page").Should().Be("≤ 1: 1.5: missed");
        Line(goals, "first create after INIT").Should().Be("≤ 0.9 ms: 4 ms: missed");
        Line(goals, "cold get over TLS ÷ that of the second build").Should().Be("≤ 0.82: 0.67: met");
        Line(goals, "cold get over TLS ÷ C floor").Should().Be("≤ 1.4: 2: missed");
        Line(goals, "cold get over plain http ÷ C floor").Should().Be("≤ 1.5: 2: missed");
        Line(goals, "peak RSS in 500 mixed calls, with maximal pages").Should().Be("≤ 32 MB: 30 MB: met");
        Line(goals, "allocation of a get").Should().Be("≤ 8 KiB: 7.5 KiB: met");
        Line(goals, "warm p50 of get ÷ C floor").Should().Be("≤ 1.1: 2: missed");
    }

    [Fact]
    public void What_cannot_be_measured_is_a_line_with_the_reason()
    {
        var goals = Of(Starts(withFloor: false), new Limited(null, "no control groups"));

        Line(goals, "the same with the CPU of 128 MB")
            .Should()
            .Be("≤ 3 ms: not measured: no control groups: -");
        Line(goals, "cold get over TLS ÷ C floor").Should().Be("≤ 1.4: not measured: gcc is missing: -");
        Line(goals, "allocation of a list of 20 items")
            .Should()
            .Be("≤ 24 KiB: not measured: the memory did not grow evenly: -");
    }

    public void Dispose() => _folder.Dispose();

    private static string Line(IReadOnlyList<Goal> goals, string figure)
    {
        var goal = goals.Single(it => it.Figure == figure);
        return $"{goal.Limit}: {goal.Result}: {goal.Verdict}";
    }

    private static IReadOnlyList<Goal> Of(Report starts, Limited limited) =>
        GoalTable.Of(
            new Measured(
                starts,
                limited,
                new PageCost(1, 1.5),
                PeakMemory: 30 * 1024,
                new Allocation("get", 7.5 * 1024),
                new Allocation("list", null)
            )
        );

    /// <summary>Each figure of our get is 2, of the list 3 and of the create 4; of the second build 3, of the floor 1.</summary>
    private Report Starts(bool withFloor)
    {
        var ours = Contestant("items", isOurs: true);
        var before = Contestant("before", isOurs: true);
        var floor = Contestant(Report.Floor, isOurs: false);
        List<Series> all =
        [
            .. Both(ours, "get", 2),
            .. Both(ours, "list", 3),
            .. Both(ours, "post", 4),
            .. Both(before, "get", 3),
        ];
        if (withFloor)
        {
            all.AddRange(Both(floor, "get", 1));
        }

        SkippedContestant[] skipped = withFloor ? [] : [new(Report.Floor, "C", "gcc is missing")];
        return Report.Of(
            new ContestantSet([.. all.Select(it => it.Contestant).Distinct()], skipped),
            all,
            [],
            wantedBase: null
        );
    }

    private Contestant Contestant(string name, bool isOurs) =>
        new(name, name, _folder.FullPath, OperationSet.Names, isOurs);

    private static IEnumerable<Series> Both(Contestant contestant, string operation, double figure) =>
        new[] { Transport.Tls, Transport.Http }.Select(transport => new Series(
            contestant,
            TestFunction.AnyOperation with
            {
                Name = operation,
            },
            transport,
            [Metric.Start.Concat(Metric.Steady).ToDictionary(metric => metric, _ => figure)]
        ));
}
