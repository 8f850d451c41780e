namespace Items.EndToEnd.Tests.Harness;

/// <summary>A stack whose way to the table can be broken.</summary>
public class FaultyTableFixture : IAsyncLifetime
{
    private readonly int _concurrency;
    private TableServer? _table;

    public FaultyTableFixture()
        : this(concurrency: 1) { }

    protected FaultyTableFixture(int concurrency) => _concurrency = concurrency;

    internal LocalStack Stack { get; private set; } = null!;

    internal TableProxy Proxy { get; private set; } = null!;

    internal TableReader Tables { get; private set; } = null!;

    internal HttpClient Client => Stack.Client;

    public async Task InitializeAsync()
    {
        _table = await TableServer.StartAsync();
        Proxy = new TableProxy(_table.Address);
        Tables = new TableReader(_table.Address, _table.TablePrefix);
        Stack = await LocalStack.StartAsync(
            new StackOptions
            {
                TableServer = Proxy.Address,
                TablePrefix = _table.TablePrefix,
                Concurrency = _concurrency,
            }
        );
    }

    public async Task DisposeAsync()
    {
        // Ended in reverse, each of them even if another one fails.
        await using var table = _table;
        await using var proxy = Proxy;
        using var tables = Tables;
        await using var stack = Stack;
    }

    /// <summary>A whole wire, a sandbox that has several connections open, and that sandbox frozen.</summary>
    /// <returns>Id of an item, and the sandbox.</returns>
    internal async Task<(string ItemId, int Sandbox)> RestAsync()
    {
        Proxy.Fault = Fault.None;
        var created = await Client.CreateAsync();
        await Client.CallAsync("GET", Api.Items);
        await Stack.FrozenAsync();
        return (created.ItemId, Stack.Sandboxes.Single());
    }
}
