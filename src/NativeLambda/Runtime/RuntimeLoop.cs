using NativeLambda.Http;
using NativeLambda.Telemetry;

namespace NativeLambda.Runtime;

/// <summary>
/// Receives events one after another and responds to each, on one thread, until Lambda or a result ends the process. All
/// calls block: a sandbox has one event at a time (docs/decisions/0014-synchronous-endpoints.md).
/// </summary>
/// <param name="client">The Runtime API.</param>
/// <param name="handle">Processes one event; must not throw.</param>
/// <param name="afterResponse">What the caller need not wait for; must not throw.</param>
/// <param name="log">For failures of the Runtime API itself.</param>
internal sealed class RuntimeLoop(
    RuntimeClient client,
    Func<Invocation, CancellationToken, InvocationResult> handle,
    Action afterResponse,
    Log log
)
{
    /// <summary>Consecutive failures of <c>next</c>, about six seconds, after which the process exits.</summary>
    private const int MaximumFailures = 8;

    /// <summary>Longest timeout of a Lambda function. Later deadlines would exceed the range of a timer.</summary>
    private static readonly TimeSpan MaximumRemaining = TimeSpan.FromMinutes(15);

    /// <summary>Reserved for writing and sending the response after the token was cancelled.</summary>
    private static readonly TimeSpan DeadlineMargin = TimeSpan.FromMilliseconds(500);

    /// <summary>Returns after a result that ends the process.</summary>
    /// <exception cref="RuntimeApiException">The Runtime API cannot be reached or is broken; the process should exit.</exception>
    public void Run()
    {
        bool endsProcess;
        var timeout = new CancellationTokenSource();
        do
        {
            var invocation = Next();
            Limit(timeout, TimeUntilCancellation(invocation.Deadline));
            var result = handle(invocation, timeout.Token);
            try
            {
                endsProcess = Respond(invocation.RequestId, result, timeout.Token);
            }
            finally
            {
                // Before the next event: Lambda may freeze the process when it is requested.
                afterResponse();
                timeout = Renew(timeout);
            }
        } while (!endsProcess);
    }

    private static void Limit(CancellationTokenSource timeout, TimeSpan time)
    {
        if (time != Timeout.InfiniteTimeSpan && time < TimeSpan.FromMilliseconds(1))
        {
            // A timer counts whole milliseconds, and would cancel it on another thread, after the work has begun.
            timeout.Cancel();
        }
        else
        {
            timeout.CancelAfter(time);
        }
    }

    /// <returns>A source that is not cancelled and has no timer: the same one, unless its time has passed.</returns>
    private static CancellationTokenSource Renew(CancellationTokenSource used)
    {
        if (used.TryReset())
        {
            return used;
        }

        used.Dispose();
        return new CancellationTokenSource();
    }

    /// <returns>Whether the process ends.</returns>
    private bool Respond(string requestId, InvocationResult result, CancellationToken cancellationToken)
    {
        bool endsProcess = result.EndsProcess;
        var error = result.Error;
        if (error is null && !result.IsStreamed && result.Payload.Length > RuntimeClient.MaximumPayload)
        {
            error = new FunctionError(
                "Function.ResponseSizeTooLarge",
                $"The response has {result.Payload.Length} bytes; Lambda accepts at most {RuntimeClient.MaximumPayload}."
            );
            log.Write(
                LogEvents.ResponseTooLarge,
                writeFields: json => json.WriteNumber("response_bytes", result.Payload.Length)
            );
        }

        try
        {
            if (error is not null)
            {
                client.ReportError(requestId, error);
            }
            else if (result.IsStreamed)
            {
                endsProcess |= Stream(requestId, result, cancellationToken) is ProcessMustEndException;
            }
            else
            {
                client.Respond(requestId, result.Payload.Span);
            }
        }
        // 500 means that the sandbox is broken; any other status concerns this response only.
        catch (RuntimeApiException e) when (e.Status != 500)
        {
            log.Write(LogEvents.ResponseRejected, e);
        }

        return endsProcess;
    }

    /// <returns>Why the body is incomplete; null when it is complete.</returns>
    private Exception? Stream(
        string requestId,
        InvocationResult result,
        CancellationToken cancellationToken
    ) =>
        client.RespondStreamed(
            requestId,
            result.Payload.Span,
            result.WriteRest is { } write ? stream => write(stream, cancellationToken) : null
        );

    private Invocation Next()
    {
        for (int failures = 0; ; )
        {
            try
            {
                return client.Next();
            }
            catch (RuntimeApiException e) when (e.Status != 500 && ++failures < MaximumFailures)
            {
                log.Write(LogEvents.NextFailed, e);
                Thread.Sleep(50 << (failures - 1));
            }
        }
    }

    /// <param name="deadline">Milliseconds since the Unix epoch.</param>
    internal static TimeSpan TimeUntilCancellation(long? deadline)
    {
        if (deadline is not { } end)
        {
            return Timeout.InfiniteTimeSpan;
        }

        // Saturating: the header's number can be any.
        double milliseconds = (double)end - DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var remaining = TimeSpan.FromMilliseconds(
            Math.Clamp(milliseconds, 0, MaximumRemaining.TotalMilliseconds)
        );
        // Short timeouts keep most of their time for the work.
        return remaining - TimeSpan.FromTicks(Math.Min(remaining.Ticks / 5, DeadlineMargin.Ticks));
    }
}
