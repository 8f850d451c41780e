using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Items.LocalHost.Template;

namespace Items.LocalHost.Tables;

/// <summary>Deletes the tables of the template with their data, and creates them again.</summary>
/// <param name="server">One that the host has started: on any other the tables may have data of others.</param>
internal sealed class TableReset(TableServer server, IReadOnlyList<TableSettings> tables) : IDisposable
{
    private readonly SemaphoreSlim _running = new(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _running.WaitAsync(cancellationToken);
        try
        {
            using var client = TableCreator.Connect(server.Url);
            foreach (var table in tables)
            {
                await DeleteAsync(client, table.Create.TableName);
            }

            // Not cancelled when the client disconnects: the function needs the tables.
            await TableCreator.CreateAsync(server, tables, CancellationToken.None);
        }
        finally
        {
            _running.Release();
        }
    }

    public void Dispose() => _running.Dispose();

    private static async Task DeleteAsync(AmazonDynamoDBClient client, string table)
    {
        try
        {
            await client.DeleteTableAsync(table, CancellationToken.None);
        }
        catch (ResourceNotFoundException)
        {
            // An earlier reset was interrupted.
        }
    }
}
