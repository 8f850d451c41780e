using Items.ColdStart.TableCosts;
using Items.LocalHost.Processes;

namespace Items.ColdStart.Bulk;

/// <summary>Measures imports and the export behind the local host.</summary>
internal static class BulkTest
{
    /// <param name="function">A build of our function, as FOLDER or NAME=FOLDER; null to publish it.</param>
    /// <param name="size">Number of items in the table that is exported.</param>
    /// <param name="imports">Number of imports of 500 items.</param>
    public static async Task RunAsync(
        string? function,
        int size,
        int imports,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        string bootstrap = (await OurFunction.FindAsync(function, output, cancellationToken)).Bootstrap;
        using var launcher = new ProcessLauncher();
        await output.WriteLineAsync($"Writing {size:N0} items …");
        await using var table = await FilledTable.StartAsync(size, bootstrap, launcher, cancellationToken);
        // Starts the sandbox whose memory is read.
        await table.Host.Calls.ReadAsync("/", cancellationToken);
        await ExportTest.RunAsync(table.Host, isCompressed: false, output, cancellationToken);
        await ExportTest.RunAsync(table.Host, isCompressed: true, output, cancellationToken);
        table.Host.RenewToken();
        await ImportTest.RunAsync(table.Host, imports, output, cancellationToken);
    }
}
