namespace Items.LocalHost.Lambda;

/// <summary>How many sandboxes there are and how long they may take.</summary>
/// <param name="Concurrency">Maximum number of concurrent invocations.</param>
/// <param name="Timeout">Of an invocation.</param>
/// <param name="InitTimeout">Of INIT.</param>
internal sealed record SandboxRules(int Concurrency, TimeSpan Timeout, TimeSpan InitTimeout)
{
    /// <summary>Longer than a debugger stops a process; a deadline needs a number.</summary>
    public static readonly TimeSpan DebugTimeout = TimeSpan.FromDays(1);

    /// <summary>One sandbox, which a debugger may stop at any time.</summary>
    public static readonly SandboxRules Debug = new(1, DebugTimeout, DebugTimeout) { IsDebugged = true };

    /// <summary>
    /// A sandbox is neither frozen nor ended because it is idle. An invocation waits for it instead of being throttled.
    /// </summary>
    public bool IsDebugged { get; private init; }
}
