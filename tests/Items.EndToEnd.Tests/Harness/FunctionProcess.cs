using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>The published function without a gateway: a test sends it events directly.</summary>
internal sealed class FunctionProcess : IAsyncDisposable
{
    private readonly Channel<FunctionInvocation> _events = Channel.CreateUnbounded<FunctionInvocation>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<HttpMessage>> _results = [];
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

    /// <summary>Of the function: the deadline of each later event.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

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

    /// <param name="json">The event.</param>
    /// <param name="trace">X-Ray's trace header; null for none.</param>
    /// <returns>The response or error that the function sends to the Runtime API.</returns>
    public async Task<FunctionResponse> InvokeAsync(string json, string? trace = null)
    {
        var (id, result) = await SendAsync(json, trace);
        return new FunctionResponse(id, JsonNode.Parse(RuntimeApiServer.Result(await result))!);
    }

    /// <param name="json">The event of a Function URL.</param>
    /// <returns>The streamed response, when it is complete.</returns>
    public async Task<StreamedResponse> InvokeStreamAsync(string json)
    {
        var (_, result) = await SendAsync(json);
        return new StreamedResponse(await result);
    }

    /// <returns>Lambda's id of the invocation, and the function's call of the Runtime API with its result.</returns>
    public async Task<(string Id, Task<HttpMessage> Result)> SendAsync(string json, string? trace = null)
    {
        string id = Guid.NewGuid().ToString();
        var result = _results.GetOrAdd(
            id,
            new TaskCompletionSource<HttpMessage>(TaskCreationOptions.RunContinuationsAsynchronously)
        );
        await _events.Writer.WriteAsync(new FunctionInvocation(id, json, trace));
        return (id, result.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    /// <summary>Closes the connection to the Runtime API, also in the middle of a response.</summary>
    public void CloseConnection() => _runtimeApi.CloseConnections();

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
            var (id, json, trace) = await _events.Reader.ReadAsync(cancellationToken);
            long deadline = (DateTimeOffset.UtcNow + Timeout).ToUnixTimeMilliseconds();
            string headers = $"Lambda-Runtime-Deadline-Ms: {deadline}\r\n";
            headers += trace is null ? "" : $"Lambda-Runtime-Trace-Id: {trace}\r\n";
            return RuntimeApiServer.Event(id, json, headers);
        }

        if (_results.TryGetValue(path[^2], out var result))
        {
            result.SetResult(call);
        }

        return RuntimeApiServer.Accepted;
    }

    private sealed record FunctionInvocation(string Id, string Json, string? Trace);
}

/// <summary>What the function returns for an event of API Gateway.</summary>
/// <param name="RequestId">Lambda's id of the invocation.</param>
internal sealed record FunctionResponse(string RequestId, JsonNode Json)
{
    public int Status => (int)Json["statusCode"]!;

    public string Body => (string)Json["body"]!;

    public string ItemId => (string)JsonNode.Parse(Body)!["item_id"]!;
}
