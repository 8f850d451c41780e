using Items.ColdStart.Operations;
using Items.LocalHost.Processes;
using Items.LocalHost.Tables;
using Items.LocalHost.Template;

namespace Items.ColdStart.Tables;

/// <summary>The template's tables with some items, in front of which a TLS front stands.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly TableServer _server;
    private readonly TlsFront _front;

    private Backend(TableServer server, TlsFront front)
    {
        _server = server;
        _front = front;
    }

    public static async Task<Backend> StartAsync(
        SamTemplate stack,
        ProcessLauncher launcher,
        TestCertificates certificates,
        CancellationToken cancellationToken
    )
    {
        var server = await TableServer.StartAsync(
            stack.Directory,
            dataFile: null,
            launcher,
            cancellationToken
        );
        try
        {
            await TableCreator.CreateAsync(server, stack.Tables, cancellationToken);
            await SeedItems.PutAsync(
                server.Url,
                stack.Function.Environment["ITEMS_TABLE"],
                int.Parse(stack.Function.Environment["LIST_SHARDS"]),
                cancellationToken
            );
            return new Backend(server, new TlsFront(server.Url, certificates.Leaf));
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

/// <summary>How contestants reach the tables.</summary>
internal enum Transport
{
    Tls,
    Http,
}
