namespace Items.EndToEnd.Tests.Harness;

/// <summary>One sandbox whose way to the table can be broken.</summary>
public sealed class FaultyTableFixture : IAsyncLifetime
{
    private TableServer? _table;

    internal LocalStack Stack { get; private set; } = null!;

    internal TableProxy Proxy { get; private set; } = null!;

    internal HttpClient Client => Stack.Client;

    public async Task InitializeAsync()
    {
        _table = await TableServer.StartAsync();
        Proxy = new TableProxy(_table.Address);
        Stack = await LocalStack.StartAsync(
            new StackOptions { TableServer = Proxy.Address, Concurrency = 1 }
        );
    }

    public async Task DisposeAsync()
    {
        // Ended in reverse, each of them even if another one fails.
        await using var table = _table;
        await using var proxy = Proxy;
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
