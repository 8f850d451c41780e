using System.CommandLine;
using Items.ColdStart.TableCosts;

namespace Items.ColdStart.Modes;

/// <summary>The mode <c>--tables SIZES</c>.</summary>
internal static class TablesMode
{
    public const int DefaultRequests = 300;

    // From 1,000, so that there is a page after the first 500 items of a list, and a second page of a category. The
    // tables are in memory, about 2.4 KB for each item.
    private static readonly Option<int[]?> Tables = OptionFactory.Numbers(
        "--tables",
        "Measure pages and creates with tables of these numbers of items, such as 1000,100000",
        "numbers of items",
        1_000,
        5_000_000
    );

    public static Mode Mode { get; } =
        new(
            Tables,
            "measures what a page of a list and a create cost behind the local host, at several table sizes",
            [SharedOptions.Requests, SharedOptions.Seconds, SharedOptions.Function],
            async (result, cancellationToken) =>
            {
                await TableTest.RunAsync(
                    SharedOptions.OneFunction(result),
                    result.GetValue(Tables)!,
                    result.GetValue(SharedOptions.Requests) ?? DefaultRequests,
                    result.GetValue(SharedOptions.Seconds) ?? SharedOptions.DefaultTime,
                    Console.Out,
                    cancellationToken
                );
                return 0;
            }
        )
        {
            FindProblem = SharedOptions.FindSecondFunction,
        };
}
