using Items.ColdStart.Load;
using Items.ColdStart.Operations;
using Items.ColdStart.Reporting;
using Items.ColdStart.Steady;

namespace Items.ColdStart.TableCosts;

/// <summary>Measures what a page of a list costs: time, table requests, read units.</summary>
internal static class PageTest
{
    private const int WarmUps = 20;

    public static async Task RunAsync(
        IReadOnlyList<FilledTable> tables,
        string function,
        int requests,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        List<Page> pages = [];
        foreach (var table in tables)
        {
            string later = await FindPageAsync(table.Host.Calls, skippedPages: 5, cancellationToken);
            string category = $"{PageCost.FirstPage}&category={SeedItems.Category}";
            await using var meter = await TableMeter.StartAsync(table.Server.Url);
            await using var host = await FunctionHost.StartAsync(
                function,
                new() { TableServer = meter.Url, Concurrency = 1 },
                cancellationToken
            );
            foreach (
                var (list, path) in new[]
                {
                    ("first page", PageCost.FirstPage),
                    ("after 500 items", later),
                    ("a category", category),
                }
            )
            {
                var cost = await PageCost.MeasureAsync(host, meter, path, cancellationToken);
                pages.Add(new Page(list, table, path, cost));
            }
        }

        await MeasureAsync(pages, WarmUps, cancellationToken);
        var latencies = await MeasureAsync(pages, requests, cancellationToken);
        output.WriteLine("\nPages of 20 items, one client:\n");
        MarkdownTable.Write(
            output,
            pages
                .Zip(latencies, (page, latency) => (Page: page, Latency: latency))
                .GroupBy(it => it.Page.List)
                .SelectMany(it => it),
            ("list", it => it.Page.List),
            ("items", it => $"{it.Page.Table.Size:N0}"),
            ("p50 ms", it => $"{it.Latency.P50:N2}"),
            ("p90 ms", it => $"{it.Latency.P90:N2}"),
            ("table requests", it => $"{it.Page.Cost.TableRequests}"),
            ("read units", it => $"{it.Page.Cost.ReadUnits:0.##}")
        );
    }

    /// <returns>Path of the page after this number of pages of 100 items.</returns>
    private static async Task<string> FindPageAsync(
        ItemCalls calls,
        int skippedPages,
        CancellationToken cancellationToken
    )
    {
        string path = $"{ItemCalls.Path}?limit=100";
        for (int page = 0; page < skippedPages; page++)
        {
            path = await calls.ReadPageAsync(path, cancellationToken);
        }

        return path.Replace("limit=100", "limit=20", StringComparison.Ordinal);
    }

    /// <summary>Reads the pages in turn, so that other load on the machine affects all of them alike.</summary>
    private static async Task<Percentiles[]> MeasureAsync(
        IReadOnlyList<Page> pages,
        int requests,
        CancellationToken cancellationToken
    )
    {
        Client[] clients =
        [
            .. pages.Select(page => new Client(() =>
                page.Table.Host.Calls.CreateRequest(HttpMethod.Get, page.Path)
            )),
        ];
        try
        {
            for (int round = 0; round < requests; round++)
            {
                foreach (var client in clients)
                {
                    bool isSent = false;
                    await client.RunAsync(() => !isSent && (isSent = true), cancellationToken);
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
            return [.. clients.Select(client => Percentiles.Of(client.LatenciesOf(status: 200))!)];
        }
        finally
        {
            Array.ForEach(clients, client => client.Dispose());
        }
    }

    private sealed record Page(string List, FilledTable Table, string Path, PageCost Cost);
}
