using Items.LocalHost.Processes;

namespace Items.ColdStart.TableCosts;

/// <summary>Measures what pages and creates cost with tables of several sizes.</summary>
internal static class TableTest
{
    public static async Task RunAsync(
        TableOptions options,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        string function = (
            await OurFunction.FindAsync(options.Function, output, cancellationToken)
        ).Bootstrap;
        using var launcher = new ProcessLauncher();
        List<FilledTable> tables = [];
        try
        {
            foreach (int size in options.Sizes.Order())
            {
                await output.WriteLineAsync($"Writing {size:N0} items …");
                tables.Add(await FilledTable.StartAsync(size, function, launcher, cancellationToken));
            }

            tables.ForEach(table => table.Host.RenewToken());
            await PageTest.RunAsync(tables, function, options.Requests, output, cancellationToken);
            var smallest = tables[0].Host;
            smallest.RenewToken();
            await CreateTest.RunAsync(smallest.Calls, options.Time, output, cancellationToken);
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
