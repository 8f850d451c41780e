using System.Net;
using System.Net.Sockets;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>
/// The DynamoDB emulator as a process of the tests, which can stop it, start it again and read its tables.
/// </summary>
internal sealed class TableServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePort();
    private TestProcess? _process;

    private readonly string _data;

    private TableServer(string? data)
    {
        _data = data ?? _folder.PathTo("tables.db");
        Address = ExternalServer.Address ?? new Uri($"http://127.0.0.1:{_port}");
    }

    public static string Program => Repository.PathTo("node_modules/@dynoxide/linux-x64/dynoxide");

    public Uri Address { get; }

    /// <summary>For each API that uses the same tables.</summary>
    public string TablePrefix { get; } = ExternalServer.NewTablePrefix();

    /// <summary>The variables by which the function finds its tables.</summary>
    /// <param name="endpoint">Address of this server, or of a proxy in front of it.</param>
    public Dictionary<string, string> FunctionEnvironment(Uri endpoint) =>
        new()
        {
            ["ITEMS_TABLE"] = $"{TablePrefix}ItemsTable",
            ["IDEMPOTENCY_TABLE"] = $"{TablePrefix}IdempotencyTable",
            ["INGESTION_TABLE"] = $"{TablePrefix}IngestionTable",
            ["INGESTION_QUEUE_URL"] = "https://sqs.us-east-1.amazonaws.com/111122223333/IngestionQueue",
            ["WEBHOOK_SECRETS_PARAMETER"] = "/items/webhook-secrets",
            ["AWS_ENDPOINT_URL_DYNAMODB"] = endpoint.ToString(),
        };

    /// <param name="data">File with the tables; null for a new one that is deleted at the end.</param>
    public static async Task<TableServer> StartAsync(string? data = null)
    {
        await HostedApi.EnsurePublishedAsync();
        var server = new TableServer(data);
        if (ExternalServer.Address is null)
        {
            await server.ResumeAsync();
        }

        return server;
    }

    public async Task KillAsync() => await _process!.KillAsync();

    /// <summary>Starts again on the same port with the same data.</summary>
    public async Task ResumeAsync()
    {
        _process = new TestProcess(Program, "serve", "--port", $"{_port}", "--db-path", _data);
        await Wait.UntilAsync("the table server listens", IsListening);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private bool IsListening()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
