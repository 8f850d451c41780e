using System.Diagnostics;
using System.Text.Json;
using Items.ColdStart.Load;
using Items.ColdStart.Steady;

namespace Items.ColdStart.Bulk;

/// <summary>Measures how fast imports are accepted and processed, and the latency of reads beside them.</summary>
internal static class ImportTest
{
    private const string Path = "/api/v1/imports";
    private const int ItemsPerImport = 500;
    private const int Acceptances = 20;
    private static readonly TimeSpan AloneTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(100);

    private static readonly string Body =
        $"[{string.Join(',', Enumerable.Repeat(ItemCalls.NewItem, ItemsPerImport))}]";

    /// <param name="imports">Number of imports that are sent one after the other.</param>
    public static async Task RunAsync(
        FunctionHost host,
        int imports,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        // Starts the sandboxes, and is not measured.
        await CompleteAsync(host, await AcceptAsync(host, 2, [], cancellationToken), cancellationToken);

        List<double> acceptances = [];
        await CompleteAsync(
            host,
            await AcceptAsync(host, Acceptances, acceptances, cancellationToken),
            cancellationToken
        );
        var alone = await ReadAsync(host, Task.Delay(AloneTime, cancellationToken), cancellationToken);
        long start = Stopwatch.GetTimestamp();
        var importing = Task.Run(
            async () =>
                await CompleteAsync(
                    host,
                    await AcceptAsync(host, imports, [], cancellationToken),
                    cancellationToken
                ),
            cancellationToken
        );
        var beside = await ReadAsync(host, importing, cancellationToken);
        await importing;
        double besideSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        await CompleteAsync(host, await AcceptAsync(host, imports, [], cancellationToken), cancellationToken);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var accepted = Percentiles.Of([.. acceptances])!;
        int items = imports * ItemsPerImport;
        output.WriteLine(
            $"Acceptance of {ItemsPerImport} items: p50 {accepted.P50:N1} ms, p90 {accepted.P90:N1} ms"
        );
        output.WriteLine(
            $"Import of {items:N0} items: {items / seconds:N0} items/s; beside reads {items / besideSeconds:N0} items/s"
        );
        output.WriteLine(
            $"Reads of an item, one client: p50 {alone.P50:N2} ms and p99 {alone.P99:N2} ms alone, "
                + $"p50 {beside.P50:N2} ms and p99 {beside.P99:N2} ms beside imports"
        );
    }

    /// <param name="times">Gets the milliseconds of each acceptance.</param>
    /// <returns>Paths of the imports.</returns>
    private static async Task<List<string>> AcceptAsync(
        FunctionHost host,
        int imports,
        List<double> times,
        CancellationToken cancellationToken
    )
    {
        List<string> paths = [];
        for (int i = 0; i < imports; i++)
        {
            long start = Stopwatch.GetTimestamp();
            paths.Add(await host.Calls.AcceptAsync(Path, Body, cancellationToken));
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return paths;
    }

    private static async Task CompleteAsync(
        FunctionHost host,
        List<string> paths,
        CancellationToken cancellationToken
    )
    {
        foreach (string path in paths)
        {
            while (true)
            {
                using var import = JsonDocument.Parse(await host.Calls.ReadAsync(path, cancellationToken));
                if (import.RootElement.GetProperty("state").GetString() == "completed")
                {
                    break;
                }

                await Task.Delay(PollPause, cancellationToken);
            }
        }
    }

    private static async Task<Percentiles> ReadAsync(
        FunctionHost host,
        Task until,
        CancellationToken cancellationToken
    )
    {
        await host.Calls.CreateAsync(ItemCalls.NewItem, cancellationToken);
        string path = host.Calls.NewestItem.AbsolutePath;
        using var client = new Client(() => host.Calls.CreateRequest(HttpMethod.Get, path));
        await client.RunAsync(() => !until.IsCompleted, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return Percentiles.Of([.. client.LatenciesOf(status: 200)])!;
    }
}
