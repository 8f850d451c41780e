using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NativeLambda.Telemetry;

/// <summary>
/// One JSON object per line with the field names of AWS Lambda Powertools. Bodies, tokens and keys are never logged. For
/// one thread.
/// </summary>
/// <param name="output">Receives each line in one write. A line that cannot be written is lost.</param>
/// <param name="minimum">Lines below this level are dropped.</param>
public sealed class Log(Stream output, FunctionIdentity function, LogLevel minimum)
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private Utf8JsonWriter? _json;

    /// <summary>Null outside of an invocation.</summary>
    public InvocationContext? Invocation { get; set; }

    /// <param name="writeFields">Writes the fields that only lines of this kind have.</param>
    public void Write(
        LogEvent logEvent,
        Exception? exception = null,
        Action<Utf8JsonWriter>? writeFields = null
    ) => Write(logEvent, exception, writeFields, metrics: null);

    /// <param name="metrics">
    /// Written too, and at any level: Lambda drops lines below its level, with their metrics, so that such a line gets that
    /// level, and what only the log needs is left out.
    /// </param>
    internal void Write(
        LogEvent logEvent,
        Exception? exception,
        Action<Utf8JsonWriter>? writeFields,
        EmbeddedMetrics? metrics
    )
    {
        var level = logEvent.Level;
        if (level < minimum)
        {
            if (metrics is null)
            {
                return;
            }

            (level, exception, writeFields) = (minimum, null, null);
        }

        _line.ResetWrittenCount();
        var json = _json ??= new Utf8JsonWriter(_line, Options);
        json.Reset();
        json.WriteStartObject();
        json.WriteString("level"u8, LevelName(level));
        json.WriteString("message"u8, logEvent.Message);
        json.WriteString("event_id"u8, logEvent.Id);
        json.WriteString("timestamp"u8, DateTime.UtcNow);
        json.WriteString("service"u8, function.Service);
        json.WriteString("function_name"u8, function.Name);
        json.WriteString("function_version"u8, function.Version);
        WriteInvocation(json);
        writeFields?.Invoke(json);
        metrics?.WriteTo(json);
        json.WriteOptional("exception_name"u8, exception?.GetType().FullName);
        json.WriteOptional("exception_message"u8, exception?.Message);
        json.WriteOptional("exception"u8, exception?.ToString());
        json.WriteEndObject();
        json.Flush();
        _line.Write("\n"u8);
        WriteLine();
    }

    private void WriteInvocation(Utf8JsonWriter json)
    {
        if (Invocation is { } invocation)
        {
            json.WriteBoolean("cold_start"u8, invocation.IsColdStart);
            json.WriteString("function_request_id"u8, invocation.RequestId);
            json.WriteOptional("xray_trace_id"u8, invocation.TraceId);
            json.WriteOptional("correlation_id"u8, invocation.CorrelationId);
        }
    }

    private void WriteLine()
    {
        try
        {
            output.Write(_line.WrittenSpan);
            output.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // A full or closed output must not fail the request.
        }
    }

    private static string LevelName(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => "TRACE",
            LogLevel.Debug => "DEBUG",
            LogLevel.Info => "INFO",
            LogLevel.Warn => "WARN",
            LogLevel.Error => "ERROR",
            _ => "FATAL",
        };
}
