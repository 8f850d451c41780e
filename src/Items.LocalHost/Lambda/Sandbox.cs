using System.Diagnostics;
using System.Net;
using Items.LocalHost.Processes;

namespace Items.LocalHost.Lambda;

/// <summary>One process of the function with its Runtime API. It handles one event at a time and is frozen between events.</summary>
internal sealed class Sandbox : IAsyncDisposable
{
    private readonly RuntimeApi _runtimeApi;
    private readonly LoopbackServer _server;
    private readonly ChildProcess _process;
    private readonly PlatformLog _log;
    private readonly long _startedAt;
    private TimeSpan? _unreportedInit;
    private bool _isInitialized;
    private int _peakMemory;

    private Sandbox(
        RuntimeApi runtimeApi,
        LoopbackServer server,
        ChildProcess process,
        PlatformLog log,
        long startedAt
    )
    {
        _runtimeApi = runtimeApi;
        _server = server;
        _process = process;
        _log = log;
        _startedAt = startedAt;
    }

    public bool IsAlive => !_process.HasExited;

    /// <param name="launchAsync">Starts the process; its argument is the value of AWS_LAMBDA_RUNTIME_API.</param>
    public static async Task<Sandbox> StartAsync(
        string functionArn,
        Func<string, Task<ChildProcess>> launchAsync,
        PlatformLog log,
        TextWriter error
    )
    {
        // A port for each sandbox, because the address of a Runtime API has no path.
        var runtimeApi = new RuntimeApi(functionArn);
        var server = await LoopbackServer.StartAsync(
            LoopbackPort.Listen(0, IPAddress.Loopback),
            runtimeApi.HandleAsync,
            error
        );
        try
        {
            long startedAt = Stopwatch.GetTimestamp();
            var process = await launchAsync($"127.0.0.1:{server.Port}");
            return new Sandbox(runtimeApi, server, process, log, startedAt);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Completes when the process is frozen, waiting for its next event, or has ended.
    /// <see cref="Invocation.Result"/> may be available earlier.
    /// </summary>
    public async Task InvokeAsync(Invocation invocation, TimeSpan timeout, TimeSpan initLimit)
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
        _runtimeApi.Enqueue(invocation);

        string? failure = null;
        await WaitForAnyAsync(timeout, invocation.Completed, _process.Exited);
        var duration = Stopwatch.GetElapsedTime(startedAt);
        _peakMemory = _process.PeakMemory() ?? _peakMemory;
        if (invocation.Completed.IsCompleted)
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
        await WaitForAnyAsync(limit, _runtimeApi.FirstNext, _runtimeApi.InitError, _process.Exited);
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

        // A runtime that reports an INIT error logs it and exits; those lines precede the report.
        await WaitForAnyAsync(TimeSpan.FromMilliseconds(500), _process.Exited);
        string errorType = _runtimeApi.InitError.IsCompleted
            ? await _runtimeApi.InitError
            : "Runtime.ExitError";
        _log.InitReport(duration, "error", errorType);
        return errorType;
    }

    /// <summary>Returns when one of the tasks has completed or the limit has passed.</summary>
    private static async Task WaitForAnyAsync(TimeSpan limit, params Task[] tasks)
    {
        Task any = Task.WhenAny(tasks).WaitAsync(limit);
        await any.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task KillAsync()
    {
        _process.Kill();
        await _process.Exited;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _server.DisposeAsync();
    }
}
