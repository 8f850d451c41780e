using System.Text.RegularExpressions;
using Items.ColdStart.Sandboxes;

namespace Items.ColdStart.Steady;

/// <summary>The most memory that a sandbox had while it sent responses of one kind.</summary>
/// <param name="Rss">KiB.</param>
internal sealed record PeakMemory(string Response, long Rss);

/// <summary>Measures the peak memory of new sandboxes whose responses are the largest of this API.</summary>
internal static partial class LargeResponses
{
    private const int Calls = 200;
    private const int MixedCalls = 500;

    /// <summary>Largest page.</summary>
    private const int Items = 100;

    public static async Task<IReadOnlyList<PeakMemory>> MeasureAsync(
        string function,
        CancellationToken cancellationToken
    ) =>
        [
            await MeasureAsync(function, "get", CreateItemAsync, cancellationToken),
            await MeasureAsync(function, "page of 100 largest items", CreateItemsAsync, cancellationToken),
            await MeasureAsync(function, "asset without brotli", FindAssetsAsync, cancellationToken),
        ];

    /// <summary>Calls all operations in turn, and after each round the page of the largest items.</summary>
    /// <returns>The most memory of the sandbox, in KiB of RSS.</returns>
    public static async Task<long> MeasureMixedAsync(string function, CancellationToken cancellationToken)
    {
        await using var host = await FunctionHost.StartAsync(
            function,
            new() { Concurrency = 1 },
            cancellationToken
        );
        string[] pages = await CreateItemsAsync(host.Calls, cancellationToken);
        int round = ItemCalls.Operations.Count + 1;
        for (int call = 0; call < MixedCalls; call++)
        {
            if (call % round < ItemCalls.Operations.Count)
            {
                await host.Calls.CallAsync(ItemCalls.Operations[call % round], cancellationToken);
            }
            else
            {
                await host.Calls.ReadAsync(pages[0], cancellationToken);
            }
        }

        return ProcessMemory.ReadPeak(host.ProcessId());
    }

    /// <param name="prepareAsync">Returns the paths to request in turn.</param>
    private static async Task<PeakMemory> MeasureAsync(
        string function,
        string response,
        Func<ItemCalls, CancellationToken, Task<string[]>> prepareAsync,
        CancellationToken cancellationToken
    )
    {
        await using var host = await FunctionHost.StartAsync(
            function,
            new() { Concurrency = 1 },
            cancellationToken
        );
        string[] paths = await prepareAsync(host.Calls, cancellationToken);
        for (int call = 0; call < Calls; call++)
        {
            await host.Calls.ReadAsync(paths[call % paths.Length], cancellationToken);
        }

        return new PeakMemory(response, ProcessMemory.ReadPeak(host.ProcessId()));
    }

    private static async Task<string[]> CreateItemAsync(ItemCalls calls, CancellationToken cancellationToken)
    {
        await calls.CallAsync("create", cancellationToken);
        return [calls.NewestItem.AbsolutePath];
    }

    /// <summary>Of emoji, which are the longest characters in UTF-8 and in JSON.</summary>
    private static async Task<string[]> CreateItemsAsync(ItemCalls calls, CancellationToken cancellationToken)
    {
        string item =
            $$"""{"name":"{{Text(100)}}","description":"{{Text(500)}}","price":1,"category":"{{Text(50)}}"}""";
        for (int i = 0; i < Items; i++)
        {
            await calls.CreateAsync(item, cancellationToken);
        }

        return [$"{ItemCalls.Path}?limit={Items}"];

        static string Text(int length) => string.Concat(Enumerable.Repeat("😀", length));
    }

    private static async Task<string[]> FindAssetsAsync(ItemCalls calls, CancellationToken cancellationToken)
    {
        string pages =
            await calls.ReadAsync("/docs", cancellationToken)
            + await calls.ReadAsync("/redoc", cancellationToken);
        return [.. AssetPath().Matches(pages).Select(match => $"/{match.Value}")];
    }

    [GeneratedRegex(@"docs/assets/[\w.-]+", RegexOptions.None, 1000)]
    private static partial Regex AssetPath();
}
