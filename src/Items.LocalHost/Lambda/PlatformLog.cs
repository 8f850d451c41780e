namespace Items.LocalHost.Lambda;

/// <summary>The lines that the Lambda platform writes to the function's log.</summary>
internal sealed class PlatformLog(TextWriter output, int memorySize)
{
    public void Start(string requestId) => output.WriteLine($"START RequestId: {requestId} Version: $LATEST");

    public void TimedOut(string requestId, TimeSpan limit) =>
        output.WriteLine(
            $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ} {requestId} Task timed out after {limit.TotalSeconds:F2} seconds"
        );

    public void Exited(string requestId, int exitCode) =>
        output.WriteLine(
            $"RequestId: {requestId} Error: Runtime exited "
                + (exitCode == 0 ? "without providing a reason" : $"with error: exit status {exitCode}")
        );

    /// <summary>Written when INIT failed; otherwise its duration is in the REPORT line.</summary>
    public void InitReport(TimeSpan duration, string status, string? errorType) =>
        output.WriteLine(
            $"INIT_REPORT Init Duration: {Milliseconds(duration)} ms\tPhase: init\tStatus: {status}"
                + (errorType is null ? "" : $"\tError Type: {errorType}")
        );

    /// <param name="init">Null unless this was the sandbox's first invocation.</param>
    /// <param name="peakMemory">Megabytes.</param>
    /// <param name="failure">Such as <c>Status: timeout</c>; null when the function responded.</param>
    public void End(string requestId, TimeSpan duration, TimeSpan? init, int peakMemory, string? failure)
    {
        // INIT is billed too: https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/
        double billed = Math.Ceiling(duration.TotalMilliseconds + (init?.TotalMilliseconds ?? 0));
        string[] fields =
        [
            $"REPORT RequestId: {requestId}",
            $"Duration: {Milliseconds(duration)} ms",
            $"Billed Duration: {billed:F0} ms",
            $"Memory Size: {memorySize} MB",
            $"Max Memory Used: {peakMemory} MB",
            .. init is { } time ? new[] { $"Init Duration: {Milliseconds(time)} ms" } : [],
            .. failure is null ? [] : new[] { failure },
            "",
        ];
        output.WriteLine($"END RequestId: {requestId}{Environment.NewLine}{string.Join('\t', fields)}");
    }

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:F2}";
}
