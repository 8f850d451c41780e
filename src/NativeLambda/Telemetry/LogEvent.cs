namespace NativeLambda.Telemetry;

/// <summary>A kind of log line; docs/logs.md has all of them.</summary>
/// <param name="Id">Does not change, so that queries can use it.</param>
/// <param name="Message">The same text in each line of the kind.</param>
public sealed record LogEvent(string Id, LogLevel Level, string Message);
