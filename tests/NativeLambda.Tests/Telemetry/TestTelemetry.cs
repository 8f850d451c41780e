using NativeLambda.Telemetry;

namespace NativeLambda.Tests.Telemetry;

internal static class TestTelemetry
{
    public static FunctionIdentity Function { get; } = new("test", "test-function", "7");

    public static Log NewLog(Stream output, LogLevel minimum = LogLevel.Trace) =>
        new(output, Function, minimum);

    /// <summary>Without traces.</summary>
    public static FunctionTelemetry New(Stream output, LogLevel minimum = LogLevel.Trace) =>
        new(NewLog(output, minimum), "Tests", daemon: null);
}
