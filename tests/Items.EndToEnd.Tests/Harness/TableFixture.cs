namespace Items.EndToEnd.Tests.Harness;

/// <summary>A table server with the template's tables, for a <see cref="FunctionProcess"/>.</summary>
public sealed class TableFixture : IAsyncLifetime
{
    internal TableServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await TableServer.StartAsync();
        // Its start creates the tables.
        await using var api = await HostedApi.StartAsync(
            new HostedApiOptions { TableServer = Server.Address, TablePrefix = Server.TablePrefix }
        );
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
