using System.CommandLine;
using Items.ColdStart.Bulk;

namespace Items.ColdStart.Modes;

/// <summary>The mode <c>--bulk SIZE</c>.</summary>
internal static class BulkMode
{
    /// <summary>Of 500 items each.</summary>
    public const int DefaultImports = 40;

    // The table is in memory, about 2.4 KB for each item.
    private static readonly Option<int?> Bulk = OptionFactory.Number(
        "--bulk",
        "Measure the export of a table of this number of items, and imports into it",
        1_000,
        5_000_000,
        "ITEMS"
    );

    public static Mode Mode { get; } =
        new(
            Bulk,
            "measures imports, the latency of reads beside them, and the export behind the local host",
            [SharedOptions.Requests, SharedOptions.Function],
            async (result, cancellationToken) =>
            {
                await BulkTest.RunAsync(
                    SharedOptions.OneFunction(result),
                    result.GetValue(Bulk)!.Value,
                    result.GetValue(SharedOptions.Requests) ?? DefaultImports,
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
