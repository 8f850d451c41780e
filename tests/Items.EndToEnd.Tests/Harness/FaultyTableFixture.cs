namespace Items.EndToEnd.Tests.Harness;

/// <summary>
/// An API whose requests to its table server go through a <see cref="TableProxy"/>. It has several list shards, so that a
/// sandbox has several connections.
/// </summary>
public class FaultyTableFixture : IAsyncLifetime
{
    internal const int ListShards = 4;

    private readonly int _concurrency;
    private TableServer? _table;

    public FaultyTableFixture()
        : this(concurrency: 1) { }

    protected FaultyTableFixture(int concurrency) => _concurrency = concurrency;

    internal HostedApi Api { get; private set; } = null!;

    internal TableProxy Proxy { get; private set; } = null!;

    internal TableReader Tables { get; private set; } = null!;

    internal HttpClient Client => Api.Client;

    public async Task InitializeAsync()
    {
        _table = await TableServer.StartAsync();
        Proxy = new TableProxy(_table.Address);
        Tables = new TableReader(_table.Address, _table.TablePrefix);
        Api = await HostedApi.StartAsync(
            new HostedApiOptions
            {
                TableServer = Proxy.Address,
                TablePrefix = _table.TablePrefix,
                Concurrency = _concurrency,
                ListShards = ListShards,
                // The one sandbox may still run the request that sent a message when the message is received. Then it is
                // received again after this time, which must not be below the function's timeout.
                TemplateEdits = [("VisibilityTimeout: 60", "VisibilityTimeout: 10")],
            }
        );
    }

    public async Task DisposeAsync()
    {
        // Disposed in reverse order, each of them even if another one fails.
        await using var table = _table;
        using var proxy = Proxy;
        using var tables = Tables;
        await using var api = Api;
    }

    /// <summary>
    /// Removes the fault, and leaves the one sandbox frozen with a connection to the table server for each shard.
    /// </summary>
    /// <returns>Id of an item, and the process id of the sandbox.</returns>
    internal async Task<(string ItemId, int Sandbox)> PrepareFrozenSandboxAsync()
    {
        Proxy.Fault = Fault.None;
        var created = await Client.CreateAsync();
        for (int page = 0; page < ListShards; page++)
        {
            // Each page but the first can open one more connection.
            await Client.ListAsync();
        }

        await Api.UntilFrozenAsync();
        return (created.ItemId, Api.Sandboxes.Single());
    }
}
