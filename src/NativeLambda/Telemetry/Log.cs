using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NativeLambda.Telemetry;

/// <summary>In ascending severity, with the names of <c>AWS_LAMBDA_LOG_LEVEL</c>.</summary>
public enum LogLevel
{
    Trace,
    Debug,
    Info,
    Warn,
    Error,
    Fatal,
}

/// <summary>
/// One JSON object per line with the field names of AWS Lambda Powertools. Bodies, headers and tokens are never logged.
/// </summary>
/// <param name="output">Receives each line in one write.</param>
/// <param name="service">Value of the field <c>service</c>.</param>
/// <param name="minimum">Lines below this level are dropped.</param>
public sealed class Log(Stream output, string service, LogLevel minimum)
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="message">The same text for each event of a kind.</param>
    /// <param name="requestId">Id of the invocation.</param>
    /// <param name="correlationId">The gateway's id of the HTTP request.</param>
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
            json.WriteString("service", service);
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
