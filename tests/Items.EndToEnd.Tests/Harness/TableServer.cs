using System.Net;
using System.Net.Sockets;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>
/// The DynamoDB emulator on its own, so that a test can take it away and bring it back, or look at its tables.
/// </summary>
internal sealed class TableServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePort();
    private ChildProcess? _process;

    private readonly string _data;

    private TableServer(string? data)
    {
        _data = data ?? _folder.File("tables.db");
        Address = ExternalServer.Address ?? new Uri($"http://127.0.0.1:{_port}");
    }

    public static string Program => Repository.Path("node_modules/@dynoxide/linux-x64/dynoxide");

    public Uri Address { get; }

    /// <summary>For every stack that is to see the same tables.</summary>
    public string TablePrefix { get; } = ExternalServer.NewTablePrefix();

    /// <summary>What the function needs to know to use a stack's tables.</summary>
    /// <param name="endpoint">Where it finds this server.</param>
    public Dictionary<string, string> FunctionEnvironment(Uri endpoint) =>
        new()
        {
            ["ITEMS_TABLE"] = $"{TablePrefix}ItemsTable",
            ["IDEMPOTENCY_TABLE"] = $"{TablePrefix}IdempotencyTable",
            ["AWS_ENDPOINT_URL_DYNAMODB"] = endpoint.ToString(),
        };

    /// <param name="data">File with the tables; null for an empty one that is gone at the end.</param>
    public static async Task<TableServer> StartAsync(string? data = null)
    {
        await LocalStack.InstalledAsync();
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
        _process = new ChildProcess(Program, "serve", "--port", $"{_port}", "--db-path", _data);
        await Eventually.IsAsync("the table server listens", IsListening);
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
