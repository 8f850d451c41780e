using Items.LocalHost.Aws;
using Items.LocalHost.Dashboard;
using Items.LocalHost.EditLoop;
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

    /// <summary>Lambda's ten seconds are for the native function, which starts in a tenth of the time.</summary>
    private static readonly TimeSpan ManagedInitLimit = TimeSpan.FromMinutes(1);

    /// <summary>Of the function URL, unless another is chosen.</summary>
    private const int DefaultFunctionUrlPort = 3001;

    public async Task<LocalDeployment> StartAsync(CancellationToken cancellationToken)
    {
        var template = LoadTemplate();
        var launcher = resources.Add(new ProcessLauncher());
        if (launcher.Limitations is { } limitations)
        {
            output.WriteLine($"Processes {limitations}");
        }

        // Before the tables: a build may take a minute and fail.
        var build = options.Managed
            ? resources.Add(new ManagedBuild(launcher, template.Directory, output))
            : null;
        var program = await FindProgramAsync(template, build, launcher, cancellationToken);
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
        return await StartApiAsync(template, program, build, tables, services, launcher, cancellationToken);
    }

    private SamTemplate LoadTemplate()
    {
        string path = SamTemplate.Find(options.Template);
        var template = SamTemplate.Load(path, options.Parameters);
        output.WriteLine($"Template  {path}");
        template = template with { Function = template.Function.WithEnvironment(options.Environment) };
        return options.Debug ? WithoutTimeouts(template) : template;
    }

    private static SamTemplate WithoutTimeouts(SamTemplate template) =>
        template with
        {
            Function = template.Function with
            {
                Routes =
                [
                    .. template.Function.Routes.Select(route =>
                        route with
                        {
                            Timeout = SandboxRules.DebugTimeout,
                        }
                    ),
                ],
            },
        };

    private async Task<FunctionProgram> FindProgramAsync(
        SamTemplate template,
        ManagedBuild? build,
        ProcessLauncher launcher,
        CancellationToken cancellationToken
    )
    {
        if (build is not null)
        {
            var managed = resources.Add(await build.FindOrBuildAsync(cancellationToken));
            if (!options.Watch)
            {
                await build.DisposeAsync();
            }

            output.WriteLine(
                $"Function  {template.Directory}/{FunctionSources.Project}, JIT build: its cold starts, durations and "
                    + "memory are not those of the native function"
            );
            return managed;
        }

        string bootstrap = options.Bootstrap is { } given
            ? FunctionBuild.RequireExecutable(given)
            : await new FunctionBuild(launcher, output).FindOrPublishAsync(template, cancellationToken);
        output.WriteLine($"Function  {bootstrap}");
        return FunctionProgram.Native(bootstrap);
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
        FunctionProgram program,
        ManagedBuild? build,
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
                program,
                new SandboxEnvironment(
                    template.Function,
                    tables?.Url,
                    services.Url,
                    issuer?.Url,
                    traces.Address
                ),
                Rules(template),
                launcher,
                new PlatformLog(options.LambdaLog ? output : TextWriter.Null, template.Function.MemorySize),
                requests,
                output,
                error,
                TimeProvider.System
            )
        );
        await StartEditLoopAsync(template, function, build);
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

    private SandboxRules Rules(SamTemplate template) =>
        options.Debug
            ? SandboxRules.Debug
            : new SandboxRules(
                options.Concurrency ?? template.Function.Concurrency ?? DefaultConcurrency,
                template.Function.Timeout,
                options.Managed ? ManagedInitLimit : options.InitLimit
            );

    private async Task StartEditLoopAsync(SamTemplate template, LambdaFunction function, ManagedBuild? build)
    {
        if (options.Debug)
        {
            await function.StartSandboxAsync();
        }

        if (options.Watch)
        {
            var updater = new FunctionUpdater(
                build!,
                function,
                template.Directory,
                SamTemplate.Find(options.Template),
                options.Colors,
                output,
                error
            );
            resources.Add(updater).Start();
            output.WriteLine("Watching  the sources of the function");
        }
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
