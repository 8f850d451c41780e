using Items.LocalHost.Gateway;
using Items.LocalHost.Lambda;
using Items.LocalHost.Processes;
using Items.LocalHost.Tables;
using Items.LocalHost.Template;

namespace Items.LocalHost;

/// <summary>Everything that runs: table server, function, HTTP API. Started in this order, stopped in reverse.</summary>
internal sealed class LocalStack : IAsyncDisposable
{
    /// <summary>What AWS gives an account in a region before it asks for more is 1,000; a laptop has fewer cores.</summary>
    private const int DefaultConcurrency = 100;

    private readonly ProcessLauncher _launcher = new();
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private TableServer? _tables;
    private LambdaFunction? _function;
    private GuardFactory? _guards;
    private HttpApi? _api;

    private LocalStack(TextWriter output, TextWriter error)
    {
        _output = TextWriter.Synchronized(output);
        _error = TextWriter.Synchronized(error);
    }

    public int Port => _api!.Port;

    /// <summary>Whether the template has a public route to documentation pages.</summary>
    public bool HasDocs => _api!.HasRoute("/docs");

    /// <summary>An access token that works now; null when the local issuer does not run or is not needed.</summary>
    public string? ReadyToken() => _api!.ReadyToken();

    /// <summary>Completes with the exit code when the table server that the host started has ended by itself.</summary>
    public Task<int> TableServerExited => _tables?.Exited ?? new TaskCompletionSource<int>().Task;

    /// <exception cref="HostError">Something the developer can put right.</exception>
    public static async Task<LocalStack> StartAsync(
        HostOptions options,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken
    )
    {
        var stack = new LocalStack(output, error);
        try
        {
            await stack.StartAsync(options, cancellationToken);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.StopAsync();
            await _api.DisposeAsync();
        }

        if (_function is not null)
        {
            await _function.DisposeAsync();
        }

        if (_tables is not null)
        {
            await _tables.DisposeAsync();
        }

        _guards?.Dispose();
        _launcher.Dispose();
    }

    private async Task StartAsync(HostOptions options, CancellationToken cancellationToken)
    {
        string templatePath = FindTemplate(options.Template);
        var stack = Stack.Load(templatePath);
        _output.WriteLine($"Template  {templatePath}");

        // Before the tables: publishing may take a minute and fail.
        string bootstrap = options.Bootstrap is { } given
            ? FunctionBuild.Given(given)
            : await new FunctionBuild(_launcher, _output).FindOrPublishAsync(stack, cancellationToken);
        _output.WriteLine($"Function  {bootstrap}");

        if (stack.Tables.Count > 0)
        {
            _tables = await StartTablesAsync(options, stack, cancellationToken);
            await TableCreator.CreateAsync(_tables, stack.Tables, cancellationToken);
            _output.WriteLine(
                $"Tables    {string.Join(", ", stack.Tables.Select(table => table.Create.TableName))}"
            );
            _output.WriteLine($"          at {_tables.Url}, data {_tables.Description}");
        }

        _function = new LambdaFunction(
            stack.Function,
            bootstrap,
            _tables?.Url,
            options.Concurrency ?? stack.Function.Concurrency ?? DefaultConcurrency,
            options.InitLimit,
            _launcher,
            _output,
            _error
        );
        _guards = new GuardFactory(stack, options, KeyFile(options, stack));
        _api = await HttpApi.StartAsync(stack, _function, options.Port, CreateGuard, _error);

        Guard CreateGuard(int port)
        {
            var guard = _guards.Create(port);
            _function.LoginUrl = guard.Issuer?.Url;
            return guard;
        }
    }

    private Task<TableServer> StartTablesAsync(
        HostOptions options,
        Stack stack,
        CancellationToken cancellationToken
    )
    {
        if (options.TableServer is { } url)
        {
            return TableServer.ConnectAsync(url, cancellationToken);
        }

        return TableServer.StartAsync(
            stack.Directory,
            DataFile(options, stack),
            _launcher,
            cancellationToken
        );
    }

    /// <returns>Null when nothing is kept here.</returns>
    private static string? DataFile(HostOptions options, Stack stack) =>
        options.Ephemeral || options.TableServer is not null
            ? null
            : Path.GetFullPath(
                options.DataFile ?? Path.Combine(stack.Directory, "artifacts", "local", "items.db")
            );

    // With the data, so that a token outlives a restart as the items do.
    private static string? KeyFile(HostOptions options, Stack stack) =>
        DataFile(options, stack) is { } data ? $"{data}.issuer-key.pem" : null;

    private static string FindTemplate(string? given) =>
        given is null
            ? Tools.FindUpwards("template.yaml", Directory.GetCurrentDirectory(), AppContext.BaseDirectory)
                ?? throw new HostError("no template.yaml here or in a folder above; use --template")
        : File.Exists(given) ? Path.GetFullPath(given)
        : throw new HostError($"template {given} does not exist");
}
