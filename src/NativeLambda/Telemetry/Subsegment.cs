using System.Text.Json;

namespace NativeLambda.Telemetry;

/// <summary>
/// One attempt of a call, as a subsegment of X-Ray
/// (https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html).
/// </summary>
/// <param name="trace">The trace of the invocation, which is sampled.</param>
/// <param name="service">Name of the called service.</param>
/// <param name="target">Value of <c>X-Amz-Target</c>, which ends in a dot and the name of the operation.</param>
/// <param name="table">Null when the call has no table, or several.</param>
public sealed class Subsegment(TraceHeader trace, string service, string target, string region, string? table)
{
    private readonly string _id = NewId();
    private readonly DateTime _start = DateTime.UtcNow;
    private DateTime? _end;
    private int? _status;
    private string? _requestId;
    private string? _error;
    private bool _isThrottled;

    /// <summary>Value of the header <c>X-Amzn-Trace-Id</c> of the call.</summary>
    public string Header => $"Root={trace.Root};Parent={_id};Sampled=1";

    /// <param name="status">HTTP status; null when there was no response.</param>
    /// <param name="requestId">The service's id of the call.</param>
    /// <param name="error">Type of the failure; null after a success.</param>
    public void End(int? status, string? requestId, string? error, bool isThrottled)
    {
        _end = DateTime.UtcNow;
        _status = status;
        _requestId = requestId;
        _error = error;
        _isThrottled = isThrottled;
    }

    /// <summary>Writes the document. A call that was abandoned, because another one failed, ends now.</summary>
    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, service);
        json.WriteString("id"u8, _id);
        json.WriteString("trace_id"u8, trace.Root);
        json.WriteString("parent_id"u8, trace.Parent);
        json.WriteString("type"u8, "subsegment"u8);
        json.WriteString("namespace"u8, "aws"u8);
        json.WriteNumber("start_time"u8, EpochSeconds(_start));
        json.WriteNumber("end_time"u8, EpochSeconds(_end ?? DateTime.UtcNow));
        WriteOutcome(json);
        json.WriteStartObject("aws"u8);
        json.WriteString("operation"u8, target.AsSpan(target.LastIndexOf('.') + 1));
        json.WriteString("region"u8, region);
        json.WriteOptional("table_name"u8, table);
        json.WriteOptional("request_id"u8, _requestId);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteOutcome(Utf8JsonWriter json)
    {
        if (_status is { } status)
        {
            json.WriteStartObject("http"u8);
            json.WriteStartObject("response"u8);
            json.WriteNumber("status"u8, status);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (_status is >= 200 and < 300 && _error is null)
        {
            return;
        }

        // X-Ray's words: an error is the caller's, a fault the service's or the network's.
        json.WriteBoolean(_status is >= 400 and < 500 ? "error"u8 : "fault"u8, true);
        if (_isThrottled)
        {
            json.WriteBoolean("throttle"u8, true);
        }

        json.WriteStartObject("cause"u8);
        json.WriteStartArray("exceptions"u8);
        json.WriteStartObject();
        json.WriteString("id"u8, NewId());
        json.WriteString("type"u8, _error ?? "Abandoned");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string NewId() => $"{Random.Shared.NextInt64(1, long.MaxValue):x16}";

    private static decimal EpochSeconds(DateTime time) =>
        (decimal)(time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
}
