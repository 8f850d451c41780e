using Items.Api.Telemetry;

namespace Items.Api.Lambda;

/// <summary>Takes events one after another and answers each, until Lambda ends the process.</summary>
/// <param name="client">The Runtime API.</param>
/// <param name="handle">Answers one event; must not throw.</param>
/// <param name="log">Where failures of the Runtime API itself go.</param>
internal sealed class RuntimeLoop(
    RuntimeClient client,
    Func<Invocation, CancellationToken, ValueTask<InvocationResult>> handle,
    Log log
)
{
    private const string TraceVariable = "_X_AMZN_TRACE_ID";

    /// <summary>After this many failures of <c>next</c> in a row, about six seconds, nobody is there any more.</summary>
    private const int MaximumFailures = 8;

    /// <summary>What an answer needs at most after the deadline token has fired.</summary>
    private static readonly TimeSpan DeadlineMargin = TimeSpan.FromMilliseconds(500);

    /// <exception cref="RuntimeApiException">The Runtime API is gone or broken; the process should exit.</exception>
    public async Task RunAsync()
    {
        while (true)
        {
            var invocation = Next();
            Environment.SetEnvironmentVariable(TraceVariable, invocation.TraceId);
            using var deadline = DeadlineSource(invocation.Deadline);
            Answer(invocation.RequestId, await handle(invocation, deadline.Token));
        }
    }

    private void Answer(string requestId, InvocationResult result)
    {
        var error = result.Error;
        if (error is null && result.Payload.Length > RuntimeClient.MaximumPayload)
        {
            error = new FunctionError(
                "Function.ResponseSizeTooLarge",
                $"The reply has {result.Payload.Length} bytes; Lambda takes {RuntimeClient.MaximumPayload} at most."
            );
            log.Write(LogLevel.Error, error.Message);
        }

        try
        {
            if (error is null)
            {
                client.Respond(requestId, result.Payload.Span);
            }
            else
            {
                client.ReportError(requestId, error);
            }
        }
        // 500 means that the sandbox is broken; any other refusal concerns this answer alone, and the next event may
        // do better.
        catch (RuntimeApiException refusal) when (refusal.Status != 500)
        {
            log.Write(LogLevel.Error, "The Runtime API did not take the answer", refusal);
        }
    }

    private Invocation Next()
    {
        for (int failures = 0; ; )
        {
            try
            {
                return client.Next();
            }
            catch (RuntimeApiException failure) when (failure.Status != 500 && ++failures < MaximumFailures)
            {
                log.Write(LogLevel.Warn, "The Runtime API gave no event", failure);
                // Blocks, as all calls do: those of a loop that moved to the thread pool would hold up the timers there.
                Thread.Sleep(50 << (failures - 1));
            }
        }
    }

    private static CancellationTokenSource DeadlineSource(DateTimeOffset? deadline)
    {
        if (deadline is not { } end)
        {
            return new CancellationTokenSource();
        }

        var remaining = end - DateTimeOffset.UtcNow;
        // Short timeouts leave room for the work too.
        var margin = remaining / 5 < DeadlineMargin ? remaining / 5 : DeadlineMargin;
        return new CancellationTokenSource(remaining > margin ? remaining - margin : TimeSpan.Zero);
    }
}
