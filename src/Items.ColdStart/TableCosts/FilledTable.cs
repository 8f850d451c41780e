using Items.ColdStart.Steady;
using Items.ColdStart.Tables;
using Items.LocalHost.Processes;
using Items.LocalHost.Tables;

namespace Items.ColdStart.TableCosts;

/// <summary>A table with a number of items, and the function that uses it.</summary>
internal sealed record FilledTable(int Size, TableServer Server, FunctionHost Host) : IAsyncDisposable
{
    public static async Task<FilledTable> StartAsync(
        int size,
        string function,
        ProcessLauncher launcher,
        CancellationToken cancellationToken
    )
    {
        var server = await Backend.StartTablesAsync(size, launcher, cancellationToken);
        try
        {
            var host = await FunctionHost.StartAsync(
                function,
                new() { TableServer = server.Url },
                cancellationToken
            );
            return new FilledTable(size, server, host);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Server.DisposeAsync();
    }
}
