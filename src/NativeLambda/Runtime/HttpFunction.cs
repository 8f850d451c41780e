using System.Diagnostics;
using NativeLambda.Http;
using NativeLambda.Telemetry;

namespace NativeLambda.Runtime;

/// <summary>Processes events that carry HTTP requests. The only place where exceptions become responses.</summary>
/// <param name="route">The generated router.</param>
/// <param name="unavailableDetail">The detail of a 503 for an exception after which the client may try again; null: a 500.</param>
/// <param name="timing">Adds <c>Server-Timing</c> to responses; null for none.</param>
public sealed class HttpFunction(
    Func<Request, CancellationToken, Response> route,
    Func<Exception, string?> unavailableDetail,
    ServerTiming? timing,
    FunctionTelemetry telemetry
)
{
    /// <summary>Keeps the warm-up well below the 10 s that Lambda allows for INIT.</summary>
    private static readonly TimeSpan WarmUpTimeout = TimeSpan.FromSeconds(1);

    private readonly HttpApiResponse _envelope = new();

    /// <summary>Of the request that is processed; used again for the next.</summary>
    private readonly List<Header> _headers = [];

    private readonly ResponseJson _responseJson = new();

    private long _start;
    private RequestLine? _line;

    internal FunctionTelemetry Telemetry => telemetry;

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
            _envelope.Write(route(Read(eventJson), timeout.Token));
        }
        catch (Exception e)
        {
            telemetry.Log.Write(LogEvents.WarmUpFailed, e);
        }
    }

    /// <summary>Never throws: whatever the event is, the result is a response.</summary>
    internal InvocationResult Handle(
        ReadOnlyMemory<byte> eventJson,
        InvocationContext context,
        CancellationToken cancellationToken
    )
    {
        _start = Stopwatch.GetTimestamp();
        Request? request = null;
        try
        {
            request = Read(eventJson);
            context.CorrelationId = request.Id;
            var response = route(request, cancellationToken);
            return response.WriteBody is null || request.CanStream
                ? Result(request, response)
                : throw new InvalidOperationException("The event source of this request cannot stream.");
        }
        catch (ProcessMustEndException e)
        {
            string? detail = e.InnerException is { } cause ? unavailableDetail(cause) : null;
            return Result(request, Response.ServiceUnavailable(detail ?? "Service Unavailable"), e) with
            {
                EndsProcess = true,
            };
        }
        catch (Exception e) when (unavailableDetail(e) is { } detail)
        {
            return Result(request, Response.ServiceUnavailable(detail), e);
        }
        catch (Exception e)
        {
            return Result(request, Response.Error(500, "Internal Server Error"), e);
        }
    }

    /// <summary>Writes the log line of the request whose response has been sent, if there is one.</summary>
    internal void WriteLine()
    {
        _line?.WriteTo(telemetry);
        _line = null;
    }

    private Request Read(ReadOnlyMemory<byte> eventJson)
    {
        var request = HttpApiEvent.Read(eventJson, _headers);
        request.ResponseJson = _responseJson;
        return request;
    }

    private InvocationResult Result(Request? request, Response response, Exception? exception = null)
    {
        if (timing is not null)
        {
            bool isColdStart = telemetry.Log.Invocation?.IsColdStart == true;
            var databaseTime = telemetry.TableCalls.TimeWaited;
            response.With(
                ServerTiming.Header,
                timing.Value(isColdStart, databaseTime, Stopwatch.GetElapsedTime(_start))
            );
        }

        var sent = request?.Method == Method.Head ? response.WithoutBody() : response;
        bool isStreamed = request?.CanStream == true;
        var payload = isStreamed ? _envelope.WriteStream(sent) : _envelope.Write(sent);
        _line = new RequestLine(request, response, exception, Stopwatch.GetElapsedTime(_start));
        return new InvocationResult(
            payload,
            IsStreamed: isStreamed,
            WriteRest: sent.WriteBody is { } writeBody ? Logged(writeBody) : null
        );
    }

    private Action<Stream, CancellationToken> Logged(Action<Stream, CancellationToken> writeBody) =>
        (stream, cancellationToken) =>
        {
            Exception? failure = null;
            try
            {
                writeBody(stream, cancellationToken);
            }
            catch (Exception e)
            {
                failure = e;
                throw;
            }
            finally
            {
                _line?.EndBody(failure, Stopwatch.GetElapsedTime(_start));
            }
        };
}
