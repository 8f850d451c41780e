using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Items.Api.Telemetry;

/// <summary>In the order of their weight, as <c>AWS_LAMBDA_LOG_LEVEL</c> names them.</summary>
internal enum LogLevel
{
    Trace,
    Debug,
    Info,
    Warn,
    Error,
    Fatal,
}

/// <summary>
/// One JSON object a line with the field names of AWS Lambda Powertools. Bodies, headers and tokens never go in.
/// </summary>
/// <param name="output">Receives each line in one write.</param>
/// <param name="minimum">Lines below this level are dropped.</param>
internal sealed class Log(Stream output, LogLevel minimum)
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="level">Weight of the line.</param>
    /// <param name="message">What happened, the same text for the same kind of event.</param>
    /// <param name="exception">What caused it.</param>
    /// <param name="requestId">The invocation it belongs to.</param>
    /// <param name="correlationId">The gateway's id of the request, which the client knows too.</param>
    public void Write(
        LogLevel level,
        string message,
        Exception? exception = null,
        string? requestId = null,
        string? correlationId = null
    )
    {
        if (level < minimum)
        {
            return;
        }

        var line = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(line, Options))
        {
            json.WriteStartObject();
            json.WriteString("level", LevelName(level));
            json.WriteString("message", message);
            json.WriteString("timestamp", DateTime.UtcNow);
            json.WriteString("service", "items-api");
            WriteOptional(json, "function_request_id", requestId);
            WriteOptional(json, "correlation_id", correlationId);
            WriteOptional(json, "exception_name", exception?.GetType().FullName);
            WriteOptional(json, "exception", exception?.ToString());
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        output.Write(line.WrittenSpan);
        output.Flush();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
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
