namespace Items.EndToEnd.Tests.Harness;

/// <summary>
/// Tables and a queue for <see cref="FunctionProcess"/>es that accept and process imports and webhooks. The tests deliver
/// the messages, so that they decide how often, when and to which process.
/// </summary>
public sealed class IngestionFixture : IAsyncLifetime
{
    private readonly TableFixture _tables = new();

    internal TableServer Server => _tables.Server;

    internal AwsServices Services { get; private set; } = null!;

    internal TableProxy Proxy { get; private set; } = null!;

    /// <summary>The tables, read without the function.</summary>
    internal TableReader Tables { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _tables.InitializeAsync();
        Services = await AwsServices.StartAsync();
        Proxy = new TableProxy(Server.Address);
        Tables = new TableReader(Server.Address, Server.TablePrefix);
    }

    public async Task DisposeAsync()
    {
        Tables.Dispose();
        Proxy.Dispose();
        await Services.DisposeAsync();
        await _tables.DisposeAsync();
    }

    /// <param name="variables">Beside those of tables and services.</param>
    internal Task<FunctionProcess> StartFunctionAsync(
        params IEnumerable<(string Name, string Value)> variables
    )
    {
        var environment = Server.FunctionEnvironment(Proxy.Address);
        environment["AWS_ENDPOINT_URL_SQS"] = Services.Address;
        environment["AWS_ENDPOINT_URL_SSM"] = Services.Address;
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        return FunctionProcess.StartAsync(environment);
    }
}
