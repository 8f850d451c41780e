using Items.LocalHost.Processes;

namespace Items.ColdStart.TableCosts;

/// <summary>Measures what pages and creates cost with tables of several sizes.</summary>
internal static class TableTest
{
    /// <param name="function">A build of our function, as FOLDER or NAME=FOLDER; null to publish it.</param>
    /// <param name="sizes">Numbers of items, one table for each.</param>
    /// <param name="requests">Of each page.</param>
    /// <param name="time">Duration of the creates with a key, and of those without.</param>
    public static async Task RunAsync(
        string? function,
        IReadOnlyList<int> sizes,
        int requests,
        TimeSpan time,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        string bootstrap = (await OurFunction.FindAsync(function, output, cancellationToken)).Bootstrap;
        using var launcher = new ProcessLauncher();
        List<FilledTable> tables = [];
        try
        {
            foreach (int size in sizes.Order())
            {
                await output.WriteLineAsync($"Writing {size:N0} items …");
                tables.Add(await FilledTable.StartAsync(size, bootstrap, launcher, cancellationToken));
            }

            tables.ForEach(table => table.Host.RenewToken());
            await PageTest.RunAsync(tables, bootstrap, requests, output, cancellationToken);
            var smallest = tables[0].Host;
            smallest.RenewToken();
            await CreateTest.RunAsync(smallest.Calls, time, output, cancellationToken);
        }
        finally
        {
            foreach (var table in tables)
            {
                await table.DisposeAsync();
            }
        }
    }
}
