using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>The published function without a gateway: a test sends it events directly.</summary>
internal sealed class FunctionProcess : IAsyncDisposable
{
    private readonly Channel<(string Id, string Json)> _events = Channel.CreateUnbounded<(string, string)>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _results = [];
    private readonly RuntimeApiServer _runtimeApi;
    private readonly TestProcess _process;

    private FunctionProcess(IReadOnlyDictionary<string, string> environment, string bootstrap)
    {
        _runtimeApi = new RuntimeApiServer(RespondAsync);
        _process = new TestProcess(
            "env",
            [
                // Lambda's environment does not have these variables, and the developer's may.
                "--unset=SSL_CERT_FILE",
                "--unset=SSL_CERT_DIR",
                $"AWS_LAMBDA_RUNTIME_API={_runtimeApi.Address}",
                "AWS_REGION=us-east-1",
                // The local host's credentials: DynamoDB Local separates the tables of different access keys.
                "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
                "AWS_SECRET_ACCESS_KEY=local",
                .. environment.Select(it => $"{it.Key}={it.Value}"),
                bootstrap,
            ]
        );
    }

    public int ProcessId => _process.Id;

    public IReadOnlyList<string> Output => _process.Output.All;

    /// <param name="environment">The variables of the template, beside Lambda's own.</param>
    /// <param name="bootstrap">Executable; the published one unless given.</param>
    public static async Task<FunctionProcess> StartAsync(
        IReadOnlyDictionary<string, string> environment,
        string? bootstrap = null
    )
    {
        await HostedApi.EnsurePublishedAsync();
        return new FunctionProcess(environment, bootstrap ?? Repository.Bootstrap);
    }

    /// <summary>Completes at the end of INIT: with the first call of <c>next</c>.</summary>
    public Task InitializedAsync() =>
        Wait.UntilAsync(
            "the function calls next",
            () => _runtimeApi.Calls.Any(call => call.StartLine.Contains("/next ", StringComparison.Ordinal))
        );

    /// <returns>The response or error that the function sends to the Runtime API.</returns>
    public async Task<FunctionResponse> InvokeAsync(string json)
    {
        string id = Guid.NewGuid().ToString();
        var result = _results.GetOrAdd(
            id,
            new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously)
        );
        await _events.Writer.WriteAsync((id, json));
        return new FunctionResponse(JsonNode.Parse(await result.Task.WaitAsync(TimeSpan.FromSeconds(20)))!);
    }

    /// <summary>Ends the function; its <see cref="Output"/> is complete afterwards.</summary>
    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _runtimeApi.Dispose();
    }

    private async Task<string> RespondAsync(HttpMessage call, CancellationToken cancellationToken)
    {
        string[] path = call.StartLine.Split(' ')[1].Split('/');
        if (path[^1] == "next")
        {
            var (id, json) = await _events.Reader.ReadAsync(cancellationToken);
            long deadline = DateTimeOffset.UtcNow.AddSeconds(10).ToUnixTimeMilliseconds();
            return RuntimeApiServer.Event(id, json, $"Lambda-Runtime-Deadline-Ms: {deadline}\r\n");
        }

        if (_results.TryGetValue(path[^2], out var result))
        {
            result.SetResult(call.Body);
        }

        return RuntimeApiServer.Accepted;
    }
}

/// <summary>What the function returns for an event of API Gateway.</summary>
internal sealed record FunctionResponse(JsonNode Json)
{
    public int Status => (int)Json["statusCode"]!;

    public string Body => (string)Json["body"]!;

    public string ItemId => (string)JsonNode.Parse(Body)!["item_id"]!;
}
