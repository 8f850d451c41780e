using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>The published function without a gateway: events reach it as they are.</summary>
internal sealed class LoneFunction : IAsyncDisposable
{
    private readonly Channel<Event> _events = Channel.CreateUnbounded<Event>();
    private readonly ConcurrentDictionary<string, Event> _underWay = [];
    private LoopbackSite _runtimeApi = null!;
    private ChildProcess _process = null!;
    private volatile bool _asked;

    private LoneFunction() { }

    public int ProcessId => _process.Id;

    public IReadOnlyList<string> Output => _process.Output;

    /// <param name="environment">What its template would say, beside Lambda's own variables.</param>
    /// <param name="bootstrap">Another executable than the published one.</param>
    public static async Task<LoneFunction> StartAsync(
        IReadOnlyDictionary<string, string> environment,
        string? bootstrap = null
    )
    {
        await LocalStack.InstalledAsync();
        var function = new LoneFunction();
        function._runtimeApi = await LoopbackSite.StartAsync(function.AnswerAsync);
        string address = new Uri(function._runtimeApi.Address).Authority;
        function._process = new ChildProcess(
            "env",
            [
                // Whom the machine of the tests trusts is not what Lambda's environment says.
                "--unset=SSL_CERT_FILE",
                "--unset=SSL_CERT_DIR",
                $"AWS_LAMBDA_RUNTIME_API={address}",
                "AWS_REGION=us-east-1",
                // What the local host signs with: DynamoDB Local keeps the tables of different keys apart.
                "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
                "AWS_SECRET_ACCESS_KEY=local",
                .. environment.Select(it => $"{it.Key}={it.Value}"),
                bootstrap ?? Repository.Bootstrap,
            ]
        );
        return function;
    }

    /// <summary>Completes when INIT is over: the function has asked for its first event.</summary>
    public Task InitializedAsync() => Eventually.IsAsync("the function asks for an event", () => _asked);

    /// <returns>What it would have Lambda hand to the caller.</returns>
    public async Task<JsonNode> InvokeAsync(string json)
    {
        var invocation = new Event(Guid.NewGuid().ToString(), json);
        _underWay[invocation.Id] = invocation;
        await _events.Writer.WriteAsync(invocation);
        return JsonNode.Parse(await invocation.Result.Task.WaitAsync(TimeSpan.FromSeconds(20)))!;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _events.Writer.Complete();
        await _runtimeApi.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string[] path = context.Request.Path.ToString().Split('/');
        if (path[^1] == "next")
        {
            _asked = true;
            var next = await _events.Reader.ReadAsync(context.RequestAborted);
            var deadline = DateTimeOffset.UtcNow.AddSeconds(10);
            context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = next.Id;
            context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = deadline
                .ToUnixTimeMilliseconds()
                .ToString(CultureInfo.InvariantCulture);
            await WriteAsync(context, next.Json);
        }
        else
        {
            using var reader = new StreamReader(context.Request.Body);
            string result = await reader.ReadToEndAsync(context.RequestAborted);
            context.Response.StatusCode = 202;
            await WriteAsync(context, """{"status":"OK"}""");
            _underWay[path[^2]].Result.SetResult(result);
        }
    }

    private static async Task WriteAsync(HttpContext context, string json)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(json);
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private sealed record Event(string Id, string Json)
    {
        public TaskCompletionSource<string> Result { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
