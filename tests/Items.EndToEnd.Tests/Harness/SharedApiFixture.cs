namespace Items.EndToEnd.Tests.Harness;

/// <summary>
/// One API for all test classes of <see cref="SharedApiDefinition"/>, whose tests run one after the other and do not
/// depend on items of other tests.
/// </summary>
public sealed class SharedApiFixture : IAsyncLifetime
{
    internal HostedApi Api { get; private set; } = null!;

    internal HttpClient Client => Api.Client;

    public async Task InitializeAsync() => Api = await HostedApi.StartAsync();

    public async Task DisposeAsync()
    {
        // Null when the start failed.
        if (Api is not null)
        {
            await Api.DisposeAsync();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class SharedApiDefinition : ICollectionFixture<SharedApiFixture>
{
    public const string Name = "shared API";
}
