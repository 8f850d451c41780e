namespace Items.EndToEnd.Tests.Contract;

/// <summary>Three APIs that together can send every response of the contract.</summary>
public sealed class DocumentedResponsesFixture : IAsyncLifetime
{
    private readonly FaultyTableFixture _faultyTable = new();
    private TestIssuer? _issuer;

    /// <summary>Its requests to the table can be made to fail.</summary>
    internal HostedApi Api => _faultyTable.Api;

    internal TableProxy Table => _faultyTable.Proxy;

    /// <summary>Its gateway has no authorizer.</summary>
    internal HostedApi WithoutAuthorizer { get; private set; } = null!;

    /// <summary>Its function fails during INIT, and its gateway trusts the issuer of the tests.</summary>
    internal HostedApi FailingInit { get; private set; } = null!;

    /// <returns>A header for <see cref="FailingInit"/>.</returns>
    internal (string Name, string Value) Authorization(string scope) =>
        ItemsApi.Bearer(_issuer!.SignedToken(scope));

    public async Task InitializeAsync()
    {
        await _faultyTable.InitializeAsync();
        _issuer = await TestIssuer.StartAsync();
        WithoutAuthorizer = await HostedApi.StartAsync(
            new HostedApiOptions { TemplateEdits = [("            Auth: { Authorizer: Cognito }\n", "")] }
        );
        FailingInit = await HostedApi.StartAsync(
            new HostedApiOptions
            {
                Issuer = _issuer.Address,
                Audience = TestIssuer.Audience,
                TemplateEdits = [("LIST_SHARDS: !Ref ListShards", "LIST_SHARDS: many")],
            }
        );
    }

    public async Task DisposeAsync()
    {
        // Disposed in reverse order, each of them even if another one fails.
        await using var issuer = _issuer;
        await using var withoutAuthorizer = WithoutAuthorizer;
        await using var failingInit = FailingInit;
        await _faultyTable.DisposeAsync();
    }
}
