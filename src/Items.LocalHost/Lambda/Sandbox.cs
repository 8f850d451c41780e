using System.Diagnostics;
using Items.LocalHost.Processes;

namespace Items.LocalHost.Lambda;

/// <summary>One process of the function with its Runtime API. It serves one event at a time and is frozen in between.</summary>
internal sealed class Sandbox : IAsyncDisposable
{
    private readonly RuntimeApi _runtimeApi;
    private readonly ChildProcess _process;
    private readonly PlatformLog _log;
    private readonly long _startedAt;
    private TimeSpan? _unreportedInit;
    private bool _isInitialized;
    private int _peakMemory;

    private Sandbox(RuntimeApi runtimeApi, ChildProcess process, PlatformLog log, long startedAt)
    {
        _runtimeApi = runtimeApi;
        _process = process;
        _log = log;
        _startedAt = startedAt;
    }

    public bool IsAlive => !_process.HasExited;

    /// <param name="launch">Starts the process, given the address of its Runtime API.</param>
    public static async Task<Sandbox> StartAsync(
        string functionArn,
        Func<string, Task<ChildProcess>> launch,
        PlatformLog log
    )
    {
        var runtimeApi = await RuntimeApi.StartAsync(functionArn);
        try
        {
            long startedAt = Stopwatch.GetTimestamp();
            return new Sandbox(runtimeApi, await launch(runtimeApi.Address), log, startedAt);
        }
        catch
        {
            await runtimeApi.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Serves one event. Completes when the process waits for the next one, frozen, or is dead; the caller's answer is
    /// <see cref="Invocation.Answer"/>, which may come earlier.
    /// </summary>
    public async Task ServeAsync(Invocation invocation, TimeSpan timeout, TimeSpan initLimit)
    {
        if (_isInitialized)
        {
            _process.Thaw();
        }
        else if (await InitializeAsync(initLimit) is { } initFailure)
        {
            await KillAsync();
            invocation.Fail(initFailure);
            return;
        }

        long startedAt = Stopwatch.GetTimestamp();
        invocation.Deadline = DateTimeOffset.UtcNow + timeout;
        _log.Start(invocation.RequestId);
        _runtimeApi.Offer(invocation);

        string? failure = null;
        await FirstOfAsync(timeout, invocation.Done, _process.Exited);
        var duration = Stopwatch.GetElapsedTime(startedAt);
        _peakMemory = _process.PeakMemory() ?? _peakMemory;
        if (invocation.Done.IsCompleted)
        {
            _process.Freeze();
        }
        else if (_process.Exited.IsCompleted)
        {
            failure = "Status: error\tError Type: Runtime.ExitError";
            _log.Exited(invocation.RequestId, await _process.Exited);
            invocation.Fail("Runtime.ExitError");
        }
        else
        {
            failure = "Status: timeout";
            _log.TimedOut(invocation.RequestId, timeout);
            await KillAsync();
            invocation.Fail("Sandbox.Timedout");
        }

        _log.End(invocation.RequestId, duration, _unreportedInit, _peakMemory, failure);
        _unreportedInit = null;
    }

    /// <returns>The error type when INIT failed.</returns>
    private async Task<string?> InitializeAsync(TimeSpan limit)
    {
        await FirstOfAsync(limit, _runtimeApi.FirstNext, _runtimeApi.InitError, _process.Exited);
        var duration = Stopwatch.GetElapsedTime(_startedAt);
        _peakMemory = _process.PeakMemory() ?? 0;
        if (_runtimeApi.FirstNext.IsCompleted)
        {
            _isInitialized = true;
            _unreportedInit = duration;
            return null;
        }

        if (!_runtimeApi.InitError.IsCompleted && !_process.Exited.IsCompleted)
        {
            _log.InitReport(duration, "timeout", null);
            return "Sandbox.Timedout";
        }

        // A runtime that has given up says why in its log and exits; the lines belong before the report.
        await FirstOfAsync(TimeSpan.FromMilliseconds(500), _process.Exited);
        string errorType = _runtimeApi.InitError.IsCompleted
            ? await _runtimeApi.InitError
            : "Runtime.ExitError";
        _log.InitReport(duration, "error", errorType);
        return errorType;
    }

    /// <summary>Waits for one of the tasks, or until the limit has passed; the caller looks which it was.</summary>
    private static async Task FirstOfAsync(TimeSpan limit, params Task[] tasks)
    {
        Task first = Task.WhenAny(tasks).WaitAsync(limit);
        await first.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task KillAsync()
    {
        _process.Kill();
        await _process.Exited;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _runtimeApi.DisposeAsync();
    }
}
