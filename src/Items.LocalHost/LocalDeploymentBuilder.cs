using Items.LocalHost.Aws;
using Items.LocalHost.Dashboard;
using Items.LocalHost.EventSources;
using Items.LocalHost.FunctionUrl;
using Items.LocalHost.Gateway;
using Items.LocalHost.Invoke;
using Items.LocalHost.Issuer;
using Items.LocalHost.Lambda;
using Items.LocalHost.Processes;
using Items.LocalHost.Requests;
using Items.LocalHost.Seed;
using Items.LocalHost.Tables;
using Items.LocalHost.Template;

namespace Items.LocalHost;

/// <summary>Starts the parts of a <see cref="LocalDeployment"/>, each after those that it needs.</summary>
/// <param name="resources">Receives every part as soon as it is started.</param>
internal sealed class LocalDeploymentBuilder(
    HostOptions options,
    DisposableStack resources,
    TextWriter output,
    TextWriter error
)
{
    /// <summary>AWS's default for an account is 1,000; a developer's machine has fewer cores.</summary>
    private const int DefaultConcurrency = 100;

    /// <summary>Of the function URL, unless another is chosen.</summary>
    private const int DefaultFunctionUrlPort = 3001;

    public async Task<LocalDeployment> StartAsync(CancellationToken cancellationToken)
    {
        var template = LoadTemplate();
        var launcher = resources.Add(new ProcessLauncher());
        // Before the tables: publishing may take a minute and fail.
        string bootstrap = await FindBootstrapAsync(template, launcher, cancellationToken);
        var tables =
            template.Tables.Count > 0 ? await StartTablesAsync(template, launcher, cancellationToken) : null;
        var services = await LocalAwsServices.StartAsync(
            template,
            options,
            DataFile(template) is { } data ? $"{data}.queues" : null,
            resources,
            output,
            error
        );
        return await StartApiAsync(template, bootstrap, tables, services, launcher, cancellationToken);
    }

    private SamTemplate LoadTemplate()
    {
        string path = SamTemplate.Find(options.Template);
        var template = SamTemplate.Load(path, options.Parameters);
        output.WriteLine($"Template  {path}");
        return template with { Function = template.Function.WithEnvironment(options.Environment) };
    }

    private async Task<string> FindBootstrapAsync(
        SamTemplate template,
        ProcessLauncher launcher,
        CancellationToken cancellationToken
    )
    {
        string bootstrap = options.Bootstrap is { } given
            ? FunctionBuild.RequireExecutable(given)
            : await new FunctionBuild(launcher, output).FindOrPublishAsync(template, cancellationToken);
        output.WriteLine($"Function  {bootstrap}");
        return bootstrap;
    }

    private async Task<TableServer> StartTablesAsync(
        SamTemplate template,
        ProcessLauncher launcher,
        CancellationToken cancellationToken
    )
    {
        var server = resources.Add(
            options.TableServer is { } url
                ? await TableServer.ConnectAsync(url, cancellationToken)
                : await TableServer.StartAsync(
                    template.Directory,
                    DataFile(template),
                    launcher,
                    cancellationToken
                )
        );
        await TableCreator.CreateAsync(server, template.Tables, cancellationToken);
        var names = template.Tables.Select(table => table.Create.TableName);
        output.WriteLine($"Tables    {string.Join(", ", names)}");
        output.WriteLine($"          at {server.Url}, data {server.Description}");
        return server;
    }

    private async Task<LocalDeployment> StartApiAsync(
        SamTemplate template,
        string bootstrap,
        TableServer? tables,
        LocalAwsServices services,
        ProcessLauncher launcher,
        CancellationToken cancellationToken
    )
    {
        // First, because the issuer's URL contains the port, and the function and the API need the URL.
        var port = Listen(options.Port, "--port");
        var urlPort = template.Function.HasUrl
            ? Listen(
                options.FunctionUrlPort ?? (options.Port == 0 ? 0 : DefaultFunctionUrlPort),
                "--function-url-port"
            )
            : null;
        var issuer = CreateIssuer(template, port.Number);
        var terminal = new RequestTerminal(output, error, options.Colors, options.LambdaLog);
        var requests = new RequestLog(terminal, TimeProvider.System);
        var traces = resources.Add(new TraceListener(requests));
        var function = resources.Add(
            new LambdaFunction(
                template.Function,
                bootstrap,
                new SandboxEnvironment(
                    template.Function,
                    tables?.Url,
                    services.Url,
                    issuer?.Url,
                    traces.Address
                ),
                options.Concurrency ?? template.Function.Concurrency ?? DefaultConcurrency,
                options.InitLimit,
                launcher,
                new PlatformLog(options.LambdaLog ? output : TextWriter.Null, template.Function.MemorySize),
                requests,
                error,
                TimeProvider.System
            )
        );
        var origins = new PermittedOrigins(template.Api.Cors, options.TemplateCors);
        var authorizer = RequestAuthorizer.Create(template, options, issuer, origins);
        var api = new HttpApi(
            template,
            new LambdaIntegration(function),
            authorizer,
            origins,
            options.BodyTimeout,
            requests
        );
        var tokenIssuer = options.NoAuth ? null : issuer;
        var reset = tables is { IsOwn: true } ? resources.Add(new TableReset(tables, template.Tables)) : null;
        var dashboard = DashboardEndpoints.Create(
            template,
            options,
            tables,
            reset,
            services.Queues,
            tokenIssuer,
            requests
        );
        var invoke = new InvokeEndpoint(function.InvokeAsync, requests, options.BodyTimeout);
        var paths = new LocalPaths(issuer, dashboard, invoke, api);
        var server = resources.Add(await LoopbackServer.StartAsync(port, paths.HandleAsync, error));
        var urlServer = urlPort is null ? null : await StartFunctionUrlAsync(urlPort, function, requests);
        foreach (var source in template.Function.Queues)
        {
            var queue = services.Queues!.Find(source.Queue.Name)!;
            resources.Add(
                new EventSourceMapping(
                    source,
                    queue,
                    function.InvokeAsync,
                    requests,
                    error,
                    TimeProvider.System
                )
            );
        }

        if (options.Seed is { } count)
        {
            var identity = RequestAuthorizer.CreateIdentity(template);
            await new ItemSeed(template, identity, function.InvokeAsync, output).RunAsync(
                count,
                cancellationToken
            );
        }

        return new LocalDeployment(
            resources,
            template,
            server,
            urlServer,
            tokenIssuer,
            tables?.Exited ?? new TaskCompletionSource<int>().Task
        );
    }

    private LoopbackPort Listen(int number, string option) =>
        resources.Add(LoopbackPort.Listen(number, option, LoopbackPort.LocalhostAddresses()));

    private async Task<LoopbackServer> StartFunctionUrlAsync(
        LoopbackPort port,
        LambdaFunction function,
        RequestLog requests
    )
    {
        var endpoint = new FunctionUrlEndpoint(
            function.InvokeAsync,
            options.BodyTimeout,
            requests,
            TimeProvider.System
        );
        return resources.Add(await LoopbackServer.StartAsync(port, endpoint.HandleAsync, error));
    }

    /// <returns>Null when the template has no user pool, or tokens of another issuer are accepted instead.</returns>
    private LocalIssuer? CreateIssuer(SamTemplate template, int port)
    {
        if (template.UserPool is not { } pool || options.Issuer is not null)
        {
            return null;
        }

        // Kept with the data, so that tokens stay valid after a restart.
        var key = DataFile(template) is { } data
            ? SigningKey.LoadOrCreate($"{data}.issuer-key.pem")
            : SigningKey.Create();
        return new LocalIssuer(pool, key, port, options.BodyTimeout, TimeProvider.System);
    }

    /// <returns>Null when the host does not keep the data.</returns>
    private string? DataFile(SamTemplate template) =>
        options.Ephemeral || options.TableServer is not null
            ? null
            : Path.GetFullPath(
                options.DataFile ?? Path.Combine(template.Directory, "artifacts", "local", "items.db")
            );
}
