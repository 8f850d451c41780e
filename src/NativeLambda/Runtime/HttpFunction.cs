using System.Buffers;
using NativeLambda.Http;
using NativeLambda.Telemetry;

namespace NativeLambda.Runtime;

/// <summary>Processes events that carry HTTP requests. The only place where exceptions become responses.</summary>
/// <param name="route">The generated router.</param>
/// <param name="unavailableDetail">The detail of a 503 for an exception after which the client may try again; null: a 500.</param>
/// <param name="timing">Adds <c>Server-Timing</c> to responses; null for none.</param>
/// <param name="log">For failures.</param>
public sealed class HttpFunction(
    Func<Request, CancellationToken, Response> route,
    Func<Exception, string?> unavailableDetail,
    ServerTiming? timing,
    Log log
)
{
    /// <summary>Keeps the warm-up well below the 10 s that Lambda allows for INIT.</summary>
    private static readonly TimeSpan WarmUpTimeout = TimeSpan.FromSeconds(1);

    /// <summary>The last response; used again, because large ones would be garbage that is collected late.</summary>
    private readonly ArrayBufferWriter<byte> _envelope = new(4096);

    /// <summary>
    /// Processes an event before the first real one, while Lambda still gives the full CPU: this opens connections and runs
    /// code for the first time. Logs a failure and continues, since every step is repeated when it is needed.
    /// </summary>
    /// <param name="eventJson">An event whose request has no side effects.</param>
    public void WarmUp(ReadOnlyMemory<byte> eventJson)
    {
        using var timeout = new CancellationTokenSource(WarmUpTimeout);
        try
        {
            HttpApiResponse.Write(route(HttpApiEvent.Read(eventJson), timeout.Token), _envelope);
        }
        catch (Exception e)
        {
            log.Write(LogLevel.Warn, "The warm-up failed", e);
        }
    }

    /// <summary>Never throws: whatever the event is, the result is a response or an error.</summary>
    public InvocationResult Handle(Invocation invocation, CancellationToken cancellationToken)
    {
        timing?.StartInvocation();
        if (EventOrigins.Peek(invocation.Event.Span) != EventOrigin.HttpApi)
        {
            log.Write(LogLevel.Error, "Unsupported event", requestId: invocation.RequestId);
            return new FunctionError(
                "Function.UnsupportedEvent",
                "The event is not one of an HTTP API, payload format 2.0."
            );
        }

        Request? request = null;
        try
        {
            request = HttpApiEvent.Read(invocation.Event);
            return Result(request, route(request, cancellationToken));
        }
        catch (ProcessMustEndException e)
        {
            log.Write(LogLevel.Error, "The process ends", e, invocation.RequestId, request?.Id);
            string? detail = e.InnerException is { } cause ? unavailableDetail(cause) : null;
            return Result(request, Response.ServiceUnavailable(detail ?? "Service Unavailable")) with
            {
                EndsProcess = true,
            };
        }
        catch (Exception e) when (unavailableDetail(e) is not null)
        {
            log.Write(
                LogLevel.Warn,
                "A service that the request needs is not available",
                e,
                invocation.RequestId,
                request?.Id
            );
            return Result(request, Response.ServiceUnavailable(unavailableDetail(e)!));
        }
        catch (Exception e)
        {
            log.Write(LogLevel.Error, "Request failed", e, invocation.RequestId, request?.Id);
            return Result(request, Response.Error(500, "Internal Server Error"));
        }
    }

    private InvocationResult Result(Request? request, Response response)
    {
        if (timing is not null)
        {
            response.With(ServerTiming.Header, timing.EndInvocation());
        }

        HttpApiResponse.Write(request?.Method == Method.Head ? response.WithoutBody() : response, _envelope);
        return new InvocationResult(_envelope.WrittenMemory);
    }
}
