using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Items.Client;
using Items.EndToEnd.Tests.Contract;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>How a hosted API differs from <c>template.yaml</c> and from the local host's defaults.</summary>
internal sealed record HostedApiOptions
{
    /// <summary>File that keeps the tables after the end of the host; null for tables in memory.</summary>
    public string? Data { get; init; }

    /// <summary>Table server to use; null for the local host's own.</summary>
    public Uri? TableServer { get; init; }

    /// <summary>Prefix of the names of tables, for a server that holds the tables of several APIs.</summary>
    public string TablePrefix { get; init; } = "";

    /// <summary>Largest number of sandboxes.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Executable of the function; null for the published one.</summary>
    public string? Bootstrap { get; init; }

    /// <summary>
    /// Whether the function is built for the JIT compiler instead. The template is then that of the repository, without
    /// the other differences.
    /// </summary>
    public bool Managed { get; init; }

    /// <summary>Issuer to trust instead of the local one, for this <see cref="Audience"/>.</summary>
    public string? Issuer { get; init; }

    public string? Audience { get; init; }

    /// <summary>Origin whose pages may call the API.</summary>
    public string? AllowedOrigin { get; init; }

    public int? ListShards { get; init; }

    /// <summary><c>on</c> or <c>off</c>.</summary>
    public string? ServerTiming { get; init; }

    /// <summary>Name of the stage, which becomes the first segment of every path.</summary>
    public string? Stage { get; init; }

    /// <summary>More options of the local host.</summary>
    public IReadOnlyList<string> HostArguments { get; init; } = [];

    /// <summary>Texts of the template and what replaces them.</summary>
    public IReadOnlyList<(string Text, string Replacement)> TemplateEdits { get; init; } = [];
}

/// <summary>The published function behind the local host, and clients that call it.</summary>
internal sealed partial class HostedApi : IAsyncDisposable
{
    /// <summary>Secret of the senders of webhooks, as in docs/api.md.</summary>
    public const string WebhookSecret = "whsec_bG9jYWwgc2VjcmV0IG9mIHRoZSBleGFtcGxlcw==";

    /// <summary>The local host's own, in its region.</summary>
    public static readonly AwsCredentials Credentials = new("AKIAIOSFODNN7EXAMPLE", "local");

    // The first start may install the npm packages and publish the function; all other starts wait for it.
    private static readonly Lazy<Task> Published = new(async () =>
    {
        await using var api = await LaunchAsync(
            ["--template", Repository.PathTo("template.yaml"), "--ephemeral"],
            TimeSpan.FromMinutes(10)
        );
    });

    private readonly TestProcess _host;

    private HostedApi(TestProcess host, Uri url, Uri functionUrl, string? token)
    {
        _host = host;
        Url = url;
        FunctionUrl = functionUrl;
        Client = NewClient(url, token);
        AnonymousClient = NewClient(url, token: null);
        UncheckedClient = new HttpClient { BaseAddress = url };
        UncheckedClient.DefaultRequestHeaders.Authorization = Client.DefaultRequestHeaders.Authorization;
        SignedClient = new HttpClient(new ContractHandler(NewSigner())) { BaseAddress = FunctionUrl };
    }

    public Uri Url { get; }

    /// <summary>
    /// Sends a token with all scopes, unless <see cref="HostedApiOptions.Issuer"/> is set, and checks each response
    /// against the contract.
    /// </summary>
    public HttpClient Client { get; }

    /// <summary>Sends no token and checks each response against the contract.</summary>
    public HttpClient AnonymousClient { get; }

    /// <summary>As <see cref="Client"/>, but for responses that the contract does not describe.</summary>
    public HttpClient UncheckedClient { get; }

    /// <summary>Sends signed requests to the function URL, and checks each response against the contract.</summary>
    public HttpClient SignedClient { get; }

    public Uri FunctionUrl { get; }

    public IReadOnlyList<string> Output => _host.Output.All;

    /// <summary>Number of batches of messages that the function has processed.</summary>
    public int Batches => Output.Count(line => line.Contains("batch_processed", StringComparison.Ordinal));

    /// <summary>Signs requests to the function URL.</summary>
    public static AwsSignatureHandler NewSigner() =>
        new(_ => ValueTask.FromResult(Credentials), "us-east-1") { InnerHandler = new SocketsHttpHandler() };

    /// <summary>Ids of the processes that run the function.</summary>
    public IReadOnlyList<int> Sandboxes =>
        [.. LinuxProcess.Descendants(_host.Id).Where(pid => LinuxProcess.Name(pid) == "bootstrap")];

    /// <summary>Completes when the npm packages are installed and the function is published.</summary>
    public static Task EnsurePublishedAsync() => Published.Value;

    public static async Task<HostedApi> StartAsync(HostedApiOptions? options = null)
    {
        await EnsurePublishedAsync();
        options ??= new HostedApiOptions();
        if (options is { TableServer: null, Data: null } && ExternalServer.Address is { } external)
        {
            options = options with { TableServer = external, TablePrefix = ExternalServer.NewTablePrefix() };
        }

        using var folder = new TemporaryFolder();
        // A JIT build is made from the sources beside the template.
        string template = options.Managed
            ? Repository.PathTo("template.yaml")
            : folder.Write("template.yaml", TemplateCopy.Text(options));
        return await LaunchAsync(
            ["--template", template, .. Arguments(options)],
            timeout: options.Managed ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(60)
        );
    }

    private static HttpClient NewClient(Uri url, string? token)
    {
        var client = new HttpClient(new ContractHandler(new SocketsHttpHandler())) { BaseAddress = url };
        client.DefaultRequestHeaders.Authorization = token is null
            ? null
            : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>An access token of the local issuer's service client.</summary>
    /// <param name="scope">Null for all scopes of the client.</param>
    public static async Task<string> GetTokenAsync(Uri url, string? scope = null)
    {
        using var client = new HttpClient { BaseAddress = url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.ASCII.GetBytes("local-service:local-secret"))
        );
        Dictionary<string, string> form = new() { ["grant_type"] = "client_credentials" };
        if (scope is not null)
        {
            form["scope"] = scope;
        }

        using var content = new FormUrlEncodedContent(form);
        using var response = await client.PostAsync("/_local/oauth2/token", content);
        string body = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? (string)JsonNode.Parse(body)!["access_token"]!
            : throw new InvalidOperationException($"The local issuer sent {response.StatusCode} {body}.");
    }

    /// <summary>Completes when there is a sandbox and all sandboxes are frozen.</summary>
    public Task UntilFrozenAsync() =>
        Wait.UntilAsync(
            "the sandboxes are frozen",
            () => Sandboxes is { Count: > 0 } sandboxes && sandboxes.All(LinuxProcess.IsStopped)
        );

    /// <inheritdoc cref="TestProcess.KillAsync"/>
    public Task KillAsync() => _host.KillAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        UncheckedClient.Dispose();
        AnonymousClient.Dispose();
        SignedClient.Dispose();
        await _host.DisposeAsync();
    }

    private static IEnumerable<string> Arguments(HostedApiOptions options) =>
        [
            .. options.Managed
                ? (string[])["--managed"]
                : ["--bootstrap", options.Bootstrap ?? Repository.Bootstrap],
            .. options switch
            {
                { TableServer: { } server } => ["--dynamodb", server.ToString()],
                { Data: { } path } => ["--data", path],
                _ => (string[])["--ephemeral"],
            },
            "--lambda-log",
            "--webhook-secret",
            WebhookSecret,
            .. Option("--issuer", options.Issuer),
            .. Option("--audience", options.Audience),
            .. Option("--concurrency", options.Concurrency?.ToString()),
            .. options.HostArguments,
        ];

    private static string[] Option(string name, string? value) => value is null ? [] : [name, value];

    private static async Task<HostedApi> LaunchAsync(IReadOnlyList<string> arguments, TimeSpan timeout)
    {
        var host = LocalHostProgram.Start(["--port", "0", .. arguments]);
        try
        {
            var url = await host.ListeningAsync(timeout);
            string line = await host.StandardOutput.WaitForAsync(text => FunctionUrlText().IsMatch(text));
            string? token = arguments.Contains("--issuer") ? null : await GetTokenAsync(url);
            return new HostedApi(
                host,
                url,
                new Uri(FunctionUrlText().Match(line).Groups["url"].Value),
                token
            );
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    [GeneratedRegex(
        @"^Function URL: (?<url>http://\S+?),",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex FunctionUrlText();
}
