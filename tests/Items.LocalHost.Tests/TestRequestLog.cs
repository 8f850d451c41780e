using Items.LocalHost.Requests;

namespace Items.LocalHost.Tests;

/// <summary>A record of requests for tests of the parts that add to it.</summary>
internal static class TestRequestLog
{
    /// <param name="terminal">Receives the lines that the host prints.</param>
    public static RequestLog Create(TextWriter? terminal = null, TextWriter? errors = null) =>
        new(
            new RequestTerminal(
                terminal ?? TextWriter.Null,
                errors ?? TextWriter.Null,
                TerminalColors.None,
                lambdaLog: false
            ),
            TimeProvider.System
        );
}
