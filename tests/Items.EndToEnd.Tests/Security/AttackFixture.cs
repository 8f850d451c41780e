namespace Items.EndToEnd.Tests.Security;

/// <summary>
/// An API that trusts an issuer of the tests, with a proxy that counts requests to the tables, and a reader that
/// reads the tables directly.
/// </summary>
public sealed class AttackFixture : IAsyncLifetime
{
    private static readonly string[] Writes =
    [
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "TransactWriteItems",
        "BatchWriteItem",
    ];

    /// <summary>Internal details that must be neither in a response nor in the log.</summary>
    private static readonly string[] Internals = ["Exception", "   at ", "ItemsTable", "IdempotencyTable"];

    private TableServer? _table;

    internal TestIssuer Issuer { get; private set; } = null!;

    internal HostedApi Api { get; private set; } = null!;

    private TableProxy Proxy { get; set; } = null!;

    private TableReader Reader { get; set; } = null!;

    /// <summary>The item that attacks try to read or change.</summary>
    internal string ItemId { get; private set; } = "";

    internal string ReadToken { get; private set; } = "";

    internal string WriteToken { get; private set; } = "";

    /// <summary>The variables by which a function uses the same tables.</summary>
    internal IReadOnlyDictionary<string, string> FunctionEnvironment =>
        _table!.FunctionEnvironment(Proxy.Address);

    public async Task InitializeAsync()
    {
        Issuer = await TestIssuer.StartAsync();
        ReadToken = Issuer.SignedToken("items/read");
        WriteToken = Issuer.SignedToken("items/read items/write");
        _table = await TableServer.StartAsync();
        Proxy = new TableProxy(_table.Address);
        Reader = new TableReader(_table.Address, _table.TablePrefix);
        Api = await HostedApi.StartAsync(
            new HostedApiOptions
            {
                TableServer = Proxy.Address,
                TablePrefix = _table.TablePrefix,
                Concurrency = 1,
                Issuer = Issuer.Address,
                Audience = TestIssuer.Audience,
            }
        );
        var created = await Api.AnonymousClient.CallAsync(
            "POST",
            ItemsApi.Items,
            ItemsApi.Mug,
            headers: [ItemsApi.Bearer(WriteToken)]
        );
        created.Status.Should().Be(201, "a valid token is accepted, and the body is {0}", created.Body);
        ItemId = created.ItemId;
    }

    public async Task DisposeAsync()
    {
        // Disposed in reverse order, each of them even if another one fails.
        await using var issuer = Issuer;
        await using var table = _table;
        using var proxy = Proxy;
        using var reader = Reader;
        await using var api = Api;
    }

    /// <summary>Fails when an attack changed a table or made the API disclose a secret or an internal detail.</summary>
    /// <param name="attack">Returns the text of every response.</param>
    /// <param name="secrets">Texts that must be neither in a response nor in the log.</param>
    internal async Task ShouldHaveNoEffectAsync(
        Func<Task<IEnumerable<string>>> attack,
        params IEnumerable<string> secrets
    )
    {
        int writes = CountWrites();
        string before = await ContentAsync();
        int lines = Api.Output.Count;

        var responses = await attack();

        await LogIsWrittenAsync();
        CountWrites().Should().Be(writes, "no write may reach the table");
        (await ContentAsync()).Should().Be(before);
        string log = string.Join('\n', Api.Output.Skip(lines));
        foreach (string hidden in secrets.Where(text => text.Length > 8).Concat(Internals))
        {
            log.Should().NotContain(hidden);
            responses.Should().NotContain(response => response.Contains(hidden, StringComparison.Ordinal));
        }
    }

    private int CountWrites() => Proxy.Operations.Count(Writes.Contains);

    /// <summary>
    /// Completes when the log of the attack is written: the lines come in order and the API has one sandbox, so after
    /// the REPORT line of a later invocation none is missing.
    /// </summary>
    private async Task LogIsWrittenAsync()
    {
        int before = CountLines("START RequestId");
        (await Api.AnonymousClient.CallAsync("GET", "/")).Status.Should().Be(200);
        await Wait.UntilAsync(
            "the log has a further START line, and a REPORT line for each START line",
            () =>
                CountLines("START RequestId") is int started
                && started > before
                && started == CountLines("REPORT RequestId")
        );
    }

    private int CountLines(string prefix) =>
        Api.Output.Count(line => line.StartsWith(prefix, StringComparison.Ordinal));

    private async Task<string> ContentAsync()
    {
        var item = await Reader.FindAsync(ItemId);
        int all = await Reader.CountAsync();
        return $"{all} items, {string.Join(", ", item!.Select(it => $"{it.Key}={it.Value.S ?? it.Value.N}").Order())}";
    }
}
