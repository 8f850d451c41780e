using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Items.EndToEnd.Tests.Contract;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>How a stack differs from what <c>template.yaml</c> says.</summary>
internal sealed record StackOptions
{
    /// <summary>File that keeps the items; null for a stack that forgets them.</summary>
    public string? Data { get; init; }

    /// <summary>Table server to use instead of an own one.</summary>
    public Uri? TableServer { get; init; }

    /// <summary>In front of the names of tables, for servers that hold more than one stack.</summary>
    public string TablePrefix { get; init; } = "";

    public int? Concurrency { get; init; }

    /// <summary>Another executable than the published one.</summary>
    public string? Bootstrap { get; init; }

    /// <summary>Another template than the repository's.</summary>
    public string? Template { get; init; }

    /// <summary>Trust this issuer instead of the local one.</summary>
    public string? Issuer { get; init; }

    public string? Audience { get; init; }

    /// <summary>Another origin whose pages may call, instead of the template's default.</summary>
    public string? AllowedOrigin { get; init; }

    /// <summary>Another default of the template's parameter.</summary>
    public int? ListShards { get; init; }

    /// <summary>Another default of the template's parameter, <c>on</c> or <c>off</c>.</summary>
    public string? ServerTiming { get; init; }

    /// <summary>A stage with a name, which is the first segment of every path.</summary>
    public string? Stage { get; init; }
}

/// <summary>The published function behind the local host, and a client whose every exchange is held to the contract.</summary>
internal sealed partial class LocalStack : IAsyncDisposable
{
    private static readonly TimeSpan Starting = TimeSpan.FromSeconds(60);

    // The first start may install the npm packages and publish the function. Nothing else starts before it is done.
    private static readonly TimeSpan Publishing = TimeSpan.FromMinutes(10);
    private static readonly Lazy<Task> FirstStart = new(async () =>
    {
        await using var stack = await LaunchAsync(["--ephemeral"], Publishing);
    });

    private readonly ChildProcess _host;

    private LocalStack(ChildProcess host, Uri address, string? token)
    {
        _host = host;
        Client = new HttpClient(new ContractHandler(new SocketsHttpHandler())) { BaseAddress = address };
        PlainClient = new HttpClient(new SocketsHttpHandler()) { BaseAddress = address };
        AnonymousClient = new HttpClient(new ContractHandler(new SocketsHttpHandler()))
        {
            BaseAddress = address,
        };
        Client.DefaultRequestHeaders.Authorization = token is null
            ? null
            : new AuthenticationHeaderValue("Bearer", token);
        PlainClient.DefaultRequestHeaders.Authorization = Client.DefaultRequestHeaders.Authorization;
    }

    public Uri Url => Client.BaseAddress!;

    /// <summary>Calls with a token that may do everything, unless another issuer than the local one is trusted.</summary>
    public HttpClient Client { get; }

    /// <summary>Held to the contract too, but without a token.</summary>
    public HttpClient AnonymousClient { get; }

    /// <summary>With a token, but not held to the contract: for answers of the gateway to requests that the contract has no word for.</summary>
    public HttpClient PlainClient { get; }

    public IReadOnlyList<string> Output => _host.Output;

    /// <summary>Every process of the stack, the host included.</summary>
    public IReadOnlyList<int> ProcessIds => [_host.Id, .. _host.Descendants];

    /// <summary>The processes that run the function.</summary>
    public IReadOnlyList<int> Sandboxes =>
        [.. _host.Descendants.Where(pid => Processes.Name(pid) == "bootstrap")];

    /// <summary>Completes when the npm packages are installed and the function is published.</summary>
    public static Task InstalledAsync() => FirstStart.Value;

    public static async Task<LocalStack> StartAsync(StackOptions? options = null)
    {
        await InstalledAsync();
        options ??= new StackOptions();
        if (options is { TableServer: null, Data: null } && ExternalServer.Address is { } external)
        {
            options = options with { TableServer = external, TablePrefix = ExternalServer.NewTablePrefix() };
        }

        List<string> arguments = ["--bootstrap", options.Bootstrap ?? Repository.Bootstrap];
        arguments.AddRange(
            options switch
            {
                { TableServer: { } address } => ["--dynamodb", address.ToString()],
                { Data: { } path } => ["--data", path],
                _ => ["--ephemeral"],
            }
        );
        arguments.AddRange(options.Issuer is { } issuer ? ["--issuer", issuer] : []);
        arguments.AddRange(options.Audience is { } audience ? ["--audience", audience] : []);
        arguments.AddRange(options.Concurrency is { } number ? ["--concurrency", $"{number}"] : []);
        if (options.Template is { } other)
        {
            return await LaunchAsync([.. arguments, "--template", other], Starting);
        }

        if (
            options is
            { TablePrefix: "", ListShards: null, AllowedOrigin: null, ServerTiming: null, Stage: null }
        )
        {
            return await LaunchAsync(arguments, Starting);
        }

        using var folder = new TemporaryFolder();
        string template = folder.File("template.yaml");
        StackTemplate.Write(template, options);
        return await LaunchAsync([.. arguments, "--template", template], Starting);
    }

    /// <summary>Completes when the function is stopped between events: there is a sandbox, and all are frozen.</summary>
    public async Task FrozenAsync() =>
        await Eventually.IsAsync(
            "the sandboxes are frozen",
            () => Sandboxes is { Count: > 0 } sandboxes && sandboxes.All(Processes.IsFrozen)
        );

    /// <inheritdoc cref="ChildProcess.EndAsync"/>
    public Task<int> EndAsync(int signal) => _host.EndAsync(signal);

    /// <inheritdoc cref="ChildProcess.KillAsync"/>
    public Task KillAsync() => _host.KillAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        PlainClient.Dispose();
        AnonymousClient.Dispose();
        await _host.DisposeAsync();
    }

    private static async Task<LocalStack> LaunchAsync(IReadOnlyList<string> arguments, TimeSpan patience)
    {
        string host = Path.Combine(AppContext.BaseDirectory, "Items.LocalHost.dll");
        // A shell that runs tests in the background has them ignore SIGINT, and children inherit that.
        var process = new ChildProcess(
            "env",
            ["--default-signal=INT", "dotnet", host, "--port", "0", .. arguments]
        );
        try
        {
            await Eventually.IsAsync(
                "the stack listens",
                () => process.HasExited || Address(process) is not null,
                patience
            );
            var address = Address(process) ?? throw new InvalidOperationException("The host has ended.");
            string? token = arguments.Contains("--issuer") ? null : await GetTokenAsync(address);
            return new LocalStack(process, address, token);
        }
        catch (Exception failure)
            when (failure is TimeoutException or InvalidOperationException or HttpRequestException)
        {
            await process.DisposeAsync();
            string output = string.Join('\n', process.Output);
            throw new InvalidOperationException($"{failure.Message} It printed:\n{output}", failure);
        }
    }

    /// <summary>An access token of the local issuer's service client.</summary>
    /// <param name="scope">Null for all that the client may have.</param>
    public static async Task<string> GetTokenAsync(Uri address, string? scope = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/_local/oauth2/token"));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.ASCII.GetBytes("local-service:local-secret"))
        );
        Dictionary<string, string> form = new() { ["grant_type"] = "client_credentials" };
        if (scope is not null)
        {
            form["scope"] = scope;
        }

        request.Content = new FormUrlEncodedContent(form);
        using var response = await client.SendAsync(request);
        string body = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? (string)JsonNode.Parse(body)!["access_token"]!
            : throw new HttpRequestException($"The local issuer answered {response.StatusCode} {body}.");
    }

    private static Uri? Address(ChildProcess process) =>
        process.Output.Select(line => ListeningLine().Match(line)).FirstOrDefault(match => match.Success)
            is { } found
            ? new Uri(found.Groups["url"].Value)
            : null;

    [GeneratedRegex(
        @"^Listening on (?<url>http://localhost:\d+)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ListeningLine();
}
