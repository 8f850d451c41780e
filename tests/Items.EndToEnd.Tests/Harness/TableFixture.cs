namespace Items.EndToEnd.Tests.Harness;

/// <summary>A table server with the stack's tables, for functions that run without a stack.</summary>
public sealed class TableFixture : IAsyncLifetime
{
    internal TableServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await TableServer.StartAsync();
        await using var stack = await LocalStack.StartAsync(
            new StackOptions { TableServer = Server.Address, TablePrefix = Server.TablePrefix }
        );
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
