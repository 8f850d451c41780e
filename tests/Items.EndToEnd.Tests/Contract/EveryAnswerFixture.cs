using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests.Contract;

/// <summary>Three stacks that together can give every answer of the contract.</summary>
public sealed class EveryAnswerFixture : IAsyncLifetime
{
    private readonly FaultyTableFixture _sound = new();
    private TestIssuer? _issuer;

    /// <summary>All is well, or the table is not.</summary>
    internal LocalStack Stack => _sound.Stack;

    internal TableProxy Table => _sound.Proxy;

    /// <summary>Its gateway lets everybody through to the function.</summary>
    internal LocalStack Unguarded { get; private set; } = null!;

    /// <summary>Its function does not start, and its gateway trusts the issuer of the tests.</summary>
    internal LocalStack Broken { get; private set; } = null!;

    /// <param name="scope">What the token is good for.</param>
    /// <returns>A header that the gateway of the broken stack believes.</returns>
    internal (string Name, string Value) Authorization(string scope) =>
        ("authorization", $"Bearer {Jwt.Access(_issuer!, scope).Sign(_issuer!.Key)}");

    public async Task InitializeAsync()
    {
        await _sound.InitializeAsync();
        _issuer = await TestIssuer.StartAsync();
        Unguarded = await StartAsync("            Auth: { Authorizer: Cognito }\n", "", new StackOptions());
        Broken = await StartAsync(
            "LIST_SHARDS: !Ref ListShards",
            "LIST_SHARDS: many",
            new StackOptions { Issuer = _issuer.Address, Audience = Jwt.Audience }
        );
    }

    public async Task DisposeAsync()
    {
        // Ended in reverse, each of them even if another one fails.
        await using var issuer = _issuer;
        await using var unguarded = Unguarded;
        await using var broken = Broken;
        await _sound.DisposeAsync();
    }

    private static async Task<LocalStack> StartAsync(string text, string instead, StackOptions options)
    {
        string template = await File.ReadAllTextAsync(Repository.Path("template.yaml"));
        template.Should().Contain(text);
        using var folder = new TemporaryFolder();
        string path = folder.File("template.yaml");
        await File.WriteAllTextAsync(path, template.Replace(text, instead, StringComparison.Ordinal));
        return await LocalStack.StartAsync(options with { Template = path });
    }
}
