using System.Text.Json;
using NativeLambda.DynamoDb;
using NativeLambda.Http;
using NativeLambda.Idempotency;
using NativeLambda.Queues;
using NativeLambda.Telemetry;

namespace NativeLambda.Runtime;

/// <summary>
/// The log line of a request, which is also its metrics. Made before the response is sent, because the request's memory
/// is overwritten then, and written after it.
/// </summary>
internal sealed class RequestLine
{
    private readonly Request? _request;
    private readonly string? _traceParent;
    private readonly Response _response;

    /// <summary>Milliseconds from receiving the event to the response; of a stream, until its body begins.</summary>
    private readonly double _latency;

    /// <summary>Milliseconds from receiving the event to the end of the response, with a streamed body.</summary>
    private double _duration;

    private Exception? _exception;
    private bool _isIncomplete;

    /// <param name="request">Null when the event could not be read.</param>
    /// <param name="exception">Why the response is an error; null when the endpoint returned it.</param>
    /// <param name="duration">From receiving the event to the response.</param>
    public RequestLine(Request? request, Response response, Exception? exception, TimeSpan duration)
    {
        _request = request;
        _traceParent = TraceParent.Read(request?.Header("traceparent"));
        _response = response;
        _exception = exception;
        _latency = Milliseconds(duration);
        _duration = _latency;
    }

    private LogEvent Event =>
        _exception is ProcessMustEndException ? LogEvents.ProcessEnds
        : _isIncomplete ? LogEvents.StreamFailed
        : _response.Status == 503 ? LogEvents.RequestUnavailable
        : _response.Status >= 500 ? LogEvents.RequestFailed
        : LogEvents.RequestServed;

    private bool IsReplay
    {
        get
        {
            foreach (var (name, _) in _response.Headers)
            {
                if (name == IdempotencyRecord.ReplayedHeader)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>A streamed body has ended, after the response was made.</summary>
    /// <param name="failure">Why it is incomplete; null when it is complete.</param>
    /// <param name="duration">From receiving the event to the end of the body.</param>
    public void EndBody(Exception? failure, TimeSpan duration)
    {
        _isIncomplete = failure is not null;
        _exception = failure;
        _duration = Milliseconds(duration);
    }

    public void WriteTo(FunctionTelemetry telemetry)
    {
        AddMetrics(telemetry);
        telemetry.Log.Write(
            Event,
            _exception,
            json => WriteFields(json, telemetry.TableCalls),
            telemetry.Metrics
        );
    }

    private void WriteFields(Utf8JsonWriter json, TableCalls calls)
    {
        json.WriteOptional("method"u8, _request is null ? null : Name(_request.Method));
        json.WriteOptional("route"u8, _request?.RouteTemplate);
        json.WriteNumber("status"u8, _response.Status);
        json.WriteNumber("duration_ms"u8, _duration);
        calls.WriteTo(json);
        json.WriteOptional("caller"u8, _request?.Caller?.Subject);
        json.WriteOptional("traceparent"u8, _traceParent);
    }

    private void AddMetrics(FunctionTelemetry telemetry)
    {
        int status = _response.Status;
        var metrics = telemetry.Metrics;
        // Until the body of a stream, whose length says nothing about the health of the function.
        metrics.AddMilliseconds("Latency", _latency);
        metrics.AddCount("ColdStart", telemetry.Log.Invocation?.IsColdStart == true);
        metrics.AddCount("Status2xx", status is >= 200 and < 300);
        metrics.AddCount("Status3xx", status is >= 300 and < 400);
        metrics.AddCount("Status4xx", status is >= 400 and < 500);
        metrics.AddCount("Status5xx", status >= 500);
        metrics.AddCount("Unavailable", status == 503);
        metrics.AddCount("StreamFailed", _isIncomplete);
        metrics.AddCount("Conflict", status == 409);
        metrics.AddCount("PreconditionFailed", status == 412);
        metrics.AddCount("Replay", IsReplay);
        metrics.AddCount("TableThrottle", telemetry.TableCalls.Throttled);
        metrics.AddCount(
            "OutcomeUnknown",
            _exception
                is OutcomeUnknownException
                    or QueueUnavailableException
                    or { InnerException: OutcomeUnknownException }
        );
    }

    private static double Milliseconds(TimeSpan duration) => Math.Round(duration.TotalMilliseconds, 3);

    private static string Name(Method method) =>
        method switch
        {
            Method.Get => "GET",
            Method.Head => "HEAD",
            Method.Post => "POST",
            Method.Put => "PUT",
            Method.Patch => "PATCH",
            Method.Delete => "DELETE",
            Method.Options => "OPTIONS",
            _ => "OTHER",
        };
}
