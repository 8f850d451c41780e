using Items.ColdStart.Operations;
using Items.LocalHost.Processes;
using Items.LocalHost.Tables;

namespace Items.ColdStart.Tables;

/// <summary>How contestants connect to the tables.</summary>
internal enum Transport
{
    Tls,
    Http,
}

/// <summary>A table server with the template's tables and one page of items, reachable over TLS and plain HTTP.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly TableServer _server;
    private readonly TlsFront _front;

    private Backend(TableServer server, TestCertificates certificates)
    {
        _server = server;
        _front = new TlsFront(server.Url, certificates.Leaf);
    }

    public static async Task<Backend> StartAsync(
        ProcessLauncher launcher,
        TestCertificates certificates,
        CancellationToken cancellationToken
    )
    {
        var server = await StartTablesAsync(SeedItems.PageSize, launcher, cancellationToken);
        return new Backend(server, certificates);
    }

    /// <summary>Starts a table server that has the template's tables, in memory, with this number of items.</summary>
    public static async Task<TableServer> StartTablesAsync(
        int items,
        ProcessLauncher launcher,
        CancellationToken cancellationToken
    )
    {
        var server = await TableServer.StartAsync(
            Repository.Folder,
            dataFile: null,
            launcher,
            cancellationToken
        );
        try
        {
            await TableCreator.CreateAsync(server, Repository.Template.Tables, cancellationToken);
            await SeedItems.PutAsync(server.Url, items, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public string Url(Transport transport) =>
        transport == Transport.Tls ? _front.Url : _server.Url.GetLeftPart(UriPartial.Authority);

    public async ValueTask DisposeAsync()
    {
        _front.Dispose();
        await _server.DisposeAsync();
    }
}
