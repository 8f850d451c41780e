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
