using System.Diagnostics;
using System.Text.Json;
using NativeLambda.Http;
using NativeLambda.Queues;
using NativeLambda.Telemetry;

namespace NativeLambda.Runtime;

/// <summary>The log line of a batch of messages, which is also its metrics. Made when the batch has been received.</summary>
internal sealed class BatchLine
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly DateTimeOffset _received = DateTimeOffset.UtcNow;
    private int _messages;
    private int _replays;
    private int _discarded;
    private int _failed;
    private TimeSpan _oldest;

    public void Add(QueueMessage message, MessageResult result)
    {
        _messages++;
        _replays += message.ReceiveCount > 1 ? 1 : 0;
        _discarded += result is MessageResult.Discarded ? 1 : 0;
        _failed += result is MessageResult.Failed ? 1 : 0;
        var age = _received - message.SentAt;
        _oldest = age > _oldest ? age : _oldest;
    }

    /// <param name="end">Why the process ends; null when it continues.</param>
    public void WriteTo(FunctionTelemetry telemetry, ProcessMustEndException? end)
    {
        double milliseconds = Math.Round(Stopwatch.GetElapsedTime(_start).TotalMilliseconds, 3);
        AddMetrics(telemetry);
        telemetry.Log.Write(
            end is null ? LogEvents.BatchProcessed : LogEvents.ProcessEnds,
            end,
            json => WriteFields(json, milliseconds, telemetry.TableCalls),
            telemetry.Metrics
        );
    }

    private void WriteFields(Utf8JsonWriter json, double milliseconds, TableCalls calls)
    {
        json.WriteNumber("messages"u8, _messages);
        json.WriteNumber("discarded"u8, _discarded);
        json.WriteNumber("failed"u8, _failed);
        json.WriteNumber("duration_ms"u8, milliseconds);
        calls.WriteTo(json);
    }

    private void AddMetrics(FunctionTelemetry telemetry)
    {
        var metrics = telemetry.Metrics;
        metrics.AddCount("Messages", _messages);
        metrics.AddMilliseconds("MessageAge", Math.Round(_oldest.TotalMilliseconds));
        metrics.AddCount("MessageReplay", _replays);
        metrics.AddCount("MessageDiscarded", _discarded);
        metrics.AddCount("MessageFailed", _failed);
        metrics.AddCount("ColdStart", telemetry.Log.Invocation?.IsColdStart == true);
        metrics.AddCount("TableThrottle", telemetry.TableCalls.Throttled);
    }
}
