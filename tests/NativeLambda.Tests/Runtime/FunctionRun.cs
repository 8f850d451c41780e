using System.Text;
using System.Text.Json.Nodes;
using NativeLambda.Http;
using NativeLambda.Runtime;
using NativeLambda.Telemetry;
using NativeLambda.Tests.Telemetry;

namespace NativeLambda.Tests.Runtime;

/// <summary>A function that processes the events of a Runtime API until that returns a 500.</summary>
internal sealed class FunctionRun : IDisposable
{
    private readonly MemoryStream _log = new();
    private readonly FunctionTelemetry _telemetry;

    public FunctionRun(LogLevel minimum = LogLevel.Info) => _telemetry = TestTelemetry.New(_log, minimum);

    public IReadOnlyList<JsonNode> Lines =>
        [
            .. Encoding
                .UTF8.GetString(_log.ToArray())
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonNode.Parse(line)!),
        ];

    public IEnumerable<string> LineIds => Lines.Select(line => (string)line["event_id"]!);

    /// <summary>An event of a Function URL.</summary>
    public static string UrlEvent(string method = "GET", string path = "/export") =>
        $$$"""
            {"version":"2.0","routeKey":"$default","rawPath":"{{{path}}}","requestContext":{"domainName":"abc.lambda-url.eu-west-1.on.aws","http":{"method":"{{{method}}}"},"stage":"$default","requestId":"r-1"}}
            """;

    /// <param name="runtimeApi">Host and port.</param>
    /// <param name="createQueue">Null for a function without a queue.</param>
    /// <returns>Completes when the loop has ended; whether a result ended it.</returns>
    public async Task<bool> RunAsync(
        string runtimeApi,
        Func<Request, CancellationToken, Response> route,
        Func<FunctionTelemetry, QueueFunction>? createQueue = null,
        ServerTiming? timing = null
    )
    {
        using var client = new RuntimeClient(runtimeApi);
        var function = new LambdaFunction(
            new HttpFunction(route, _ => null, timing, _telemetry),
            createQueue?.Invoke(_telemetry)
        );
        var loop = new RuntimeLoop(client, function.Handle, function.AfterResponse, _telemetry.Log);
        try
        {
            await Task
                .Factory.StartNew(loop.Run, TaskCreationOptions.LongRunning)
                .WaitAsync(TimeSpan.FromSeconds(60));
            return true;
        }
        catch (RuntimeApiException e) when (e.Status == 500)
        {
            return false;
        }
    }

    public void Dispose() => _log.Dispose();
}
