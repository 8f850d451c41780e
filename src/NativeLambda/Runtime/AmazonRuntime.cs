using Amazon.Lambda.RuntimeSupport;

namespace NativeLambda.Runtime;

/// <summary>
/// The loop of Amazon.Lambda.RuntimeSupport in place of <see cref="RuntimeLoop"/>, with -p:LambdaRuntimeClient=Amazon
/// (docs/decisions/0001-own-runtime-loop.md).
/// </summary>
internal sealed class AmazonRuntime(Func<LambdaFunction> initialize) : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private LambdaFunction? _function;

    /// <summary>Returns after a result that ends the process. An exception of INIT is reported to Lambda and thrown.</summary>
    public void Run()
    {
        using var bootstrap = new LambdaBootstrap(HandleAsync, InitializeAsync);
        bootstrap.RunAsync(_end.Token).GetAwaiter().GetResult();
    }

    public void Dispose() => _end.Dispose();

    private Task<bool> InitializeAsync()
    {
        _function = initialize();
        return Task.FromResult(true);
    }

    private async Task<InvocationResponse> HandleAsync(InvocationRequest request)
    {
        using var json = new MemoryStream();
        await request.InputStream.CopyToAsync(json, _end.Token);
        var deadline = DateTimeOffset.UtcNow + request.LambdaContext.RemainingTime;
        var invocation = new Invocation(
            request.LambdaContext.AwsRequestId,
            json.GetBuffer().AsMemory(0, (int)json.Length),
            deadline.ToUnixTimeMilliseconds(),
            // Set by the library for each invocation.
            Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID")
        );
        using var timeout = new CancellationTokenSource(
            RuntimeLoop.TimeUntilCancellation(invocation.Deadline)
        );
        var result = _function!.Handle(invocation, timeout.Token);
        // The library has no hook after the response, so the client waits for the log line too.
        _function.AfterResponse();
        if (result.EndsProcess)
        {
            // The response is sent before the loop ends.
            await _end.CancelAsync();
        }

        // This version of the library cannot stream, and the client of a URL that streams would get the envelope as its body.
        var error = result.IsStreamed
            ? new FunctionError(
                "Function.StreamingUnsupported",
                "This build of the function cannot serve a Function URL."
            )
            : result.Error;
        return error is not null
            ? throw new InvalidOperationException(error.Message)
            : new InvocationResponse(new MemoryStream(result.Payload.ToArray()));
    }
}
