using Items.ColdStart.Reporting;
using Items.ColdStart.Steady;
using Items.ColdStart.TableCosts;
using Items.ColdStart.Tables;

namespace Items.ColdStart.Goals;

/// <summary>The first list with the CPU of a small sandbox, in milliseconds.</summary>
/// <param name="Reason">Why it is null; otherwise empty.</param>
internal sealed record Limited(double? FirstList, string Reason);

/// <summary>What the goals are compared with.</summary>
/// <param name="Starts">Of get, list and post; of our function, maybe of a second build, and of the C floor.</param>
/// <param name="PeakMemory">Of a sandbox in 500 mixed calls, in KiB of RSS.</param>
internal sealed record Measured(
    Report Starts,
    Limited Limited,
    PageCost Page,
    long PeakMemory,
    Allocation Get,
    Allocation List
);

/// <summary>The goals of the function, in the order of docs/cold-start.md.</summary>
internal static class GoalTable
{
    private const string Uneven = "the memory did not grow evenly";

    public static IReadOnlyList<Goal> Of(Measured measured)
    {
        var report = measured.Starts;
        string ours = report.Contestants[0].Name;
        string? other = report.Contestants.Skip(1).FirstOrDefault(it => it.IsOurs)?.Name;
        string noFloor = report.Skipped.FirstOrDefault(it => it.Name == Report.Floor)?.Reason ?? "";
        var get = Find(ours, "get", Transport.Tls)!;
        var list = Find(ours, "list", Transport.Tls)!;
        var post = Find(ours, "post", Transport.Tls)!;
        var floor = Find(Report.Floor, "get", Transport.Tls);
        return
        [
            new("first list of 20 items after INIT", 1.3, "ms", list[Metric.First].Median),
            new(
                "the same with the CPU of 128 MB",
                3,
                "ms",
                measured.Limited.FirstList,
                measured.Limited.Reason
            ),
            new(
                "warm p50, list ÷ get",
                4,
                "",
                list[Metric.WarmMedian].Median / get[Metric.WarmMedian].Median
            ),
            new("table requests of a page", 1, "", measured.Page.TableRequests),
            new("read units of a page", 1, "", measured.Page.ReadUnits),
            new("first create after INIT", 0.9, "ms", post[Metric.First].Median),
            new(
                "cold get over TLS ÷ that of the second build",
                0.82,
                "",
                Ratio(get, other is null ? null : Find(other, "get", Transport.Tls), Metric.Cold),
                "needs a second --function"
            ),
            new("cold get over TLS ÷ C floor", 1.4, "", Ratio(get, floor, Metric.Cold), noFloor),
            new(
                "cold get over plain http ÷ C floor",
                1.5,
                "",
                Ratio(
                    Find(ours, "get", Transport.Http)!,
                    Find(Report.Floor, "get", Transport.Http),
                    Metric.Cold
                ),
                noFloor
            ),
            new("zip", 3.8, "MB", report.Contestants[0].Bytes.Zip / 1e6),
            new("peak RSS in 500 mixed calls, with maximal pages", 32, "MB", measured.PeakMemory / 1024.0),
            new("allocation of a get", 8, "KiB", measured.Get.Bytes / 1024, Uneven),
            new("allocation of a list of 20 items", 24, "KiB", measured.List.Bytes / 1024, Uneven),
            new("warm p50 of get ÷ C floor", 1.1, "", Ratio(get, floor, Metric.WarmMedian), noFloor),
        ];

        Result? Find(string contestant, string operation, Transport transport) =>
            report.Results.FirstOrDefault(it =>
                it.Contestant == contestant && it.Operation == operation && it.Transport == transport
            );
    }

    private static double? Ratio(Result ours, Result? other, Metric metric) =>
        ours[metric].Median / other?[metric].Median;
}
