using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests.Security;

/// <summary>
/// A stack that trusts an issuer of the tests, with a counter between function and table and a reader past both.
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

    /// <summary>What neither an answer nor a log says to or about a stranger.</summary>
    private static readonly string[] Inside = ["Exception", "   at ", "ItemsTable", "IdempotencyTable"];

    private TableServer? _table;

    internal TestIssuer Issuer { get; private set; } = null!;

    internal LocalStack Stack { get; private set; } = null!;

    private TableProxy Proxy { get; set; } = null!;

    private TableReader Reader { get; set; } = null!;

    /// <summary>An item that attacks aim at.</summary>
    internal string ItemId { get; private set; } = "";

    internal string ReadToken { get; private set; } = "";

    internal string WriteToken { get; private set; } = "";

    /// <summary>What the function needs to know to use the stack's tables.</summary>
    internal IReadOnlyDictionary<string, string> FunctionEnvironment =>
        _table!.FunctionEnvironment(Proxy.Address);

    public async Task InitializeAsync()
    {
        Issuer = await TestIssuer.StartAsync();
        ReadToken = Jwt.Access(Issuer, "items/read").Sign(Issuer.Key);
        WriteToken = Jwt.Access(Issuer, "items/read items/write").Sign(Issuer.Key);
        _table = await TableServer.StartAsync();
        Proxy = new TableProxy(_table.Address);
        Reader = new TableReader(_table.Address, _table.TablePrefix);
        Stack = await LocalStack.StartAsync(
            new StackOptions
            {
                TableServer = Proxy.Address,
                TablePrefix = _table.TablePrefix,
                Concurrency = 1,
                Issuer = Issuer.Address,
                Audience = Jwt.Audience,
            }
        );
        var created = await Stack.AnonymousClient.CallAsync(
            "POST",
            Api.Items,
            Api.Mug,
            headers: [("authorization", $"Bearer {WriteToken}")]
        );
        created.Status.Should().Be(201, "an honest token works, and the answer is {0}", created.Body);
        ItemId = created.ItemId;
    }

    public async Task DisposeAsync()
    {
        // Ended in reverse, each of them even if another one fails.
        await using var issuer = Issuer;
        await using var table = _table;
        await using var proxy = Proxy;
        using var reader = Reader;
        await using var stack = Stack;
    }

    /// <summary>Runs an attack and fails when it changed a table or had the stack write something about it.</summary>
    /// <param name="attack">Returns everything that it was answered.</param>
    /// <param name="secrets">Texts that must not come back and must not be in a log.</param>
    internal async Task FailsWithoutTraceAsync(
        Func<Task<IEnumerable<string>>> attack,
        params IEnumerable<string> secrets
    )
    {
        int writes = CountWrites();
        string before = await ContentAsync();
        int lines = Stack.Output.Count;

        var answers = await attack();

        await LogIsWrittenAsync(lines);
        CountWrites().Should().Be(writes, "no write may reach the table");
        (await ContentAsync()).Should().Be(before);
        string log = string.Join('\n', Stack.Output.Skip(lines));
        foreach (string hidden in secrets.Where(text => text.Length > 8).Concat(Inside))
        {
            log.Should().NotContain(hidden);
            answers.Should().NotContain(answer => answer.Contains(hidden, StringComparison.Ordinal));
        }
    }

    private int CountWrites() => Proxy.Operations.Count(Writes.Contains);

    /// <summary>The log is written in order, so after the report of a later request nothing is missing.</summary>
    private async Task LogIsWrittenAsync(int lines)
    {
        string path = $"/?{Guid.NewGuid()}";
        (await Stack.AnonymousClient.CallAsync("GET", path)).Status.Should().Be(200);
        await Eventually.IsAsync(
            "the log is written",
            () =>
                Stack
                    .Output.Skip(lines)
                    .Any(line => line.StartsWith("REPORT RequestId", StringComparison.Ordinal))
        );
    }

    private async Task<string> ContentAsync()
    {
        var item = await Reader.FindAsync(ItemId);
        int all = await Reader.CountAsync();
        return $"{all} items, {string.Join(", ", item!.Select(it => $"{it.Key}={it.Value.S ?? it.Value.N}").Order())}";
    }
}
