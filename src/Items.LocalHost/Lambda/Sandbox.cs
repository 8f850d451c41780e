using System.Diagnostics;
using System.Net;
using Items.LocalHost.Processes;
using Items.LocalHost.Requests;

namespace Items.LocalHost.Lambda;

/// <summary>
/// One process of the function with its Runtime API. It handles one event at a time and, unless it is debugged, is frozen
/// between events.
/// </summary>
internal sealed class Sandbox : IAsyncDisposable
{
    private readonly SandboxRules _rules;
    private readonly RuntimeApi _runtimeApi;
    private readonly LoopbackServer _server;
    private readonly ChildProcess _process;
    private readonly SandboxOutput _output;
    private readonly PlatformLog _log;
    private readonly RequestLog _requests;
    private readonly long _startedAt;
    private TimeSpan? _unreportedInit;
    private bool _isInitialized;
    private int _peakMemory;

    private Sandbox(
        FunctionProgram program,
        SandboxRules rules,
        RuntimeApi runtimeApi,
        LoopbackServer server,
        ChildProcess process,
        SandboxOutput output,
        PlatformLog log,
        RequestLog requests,
        long startedAt
    )
    {
        Program = program;
        _rules = rules;
        _runtimeApi = runtimeApi;
        _server = server;
        _process = process;
        _output = output;
        _log = log;
        _requests = requests;
        _startedAt = startedAt;
    }

    public FunctionProgram Program { get; }

    public int ProcessId => _process.Id;

    public bool IsAlive => !_process.HasExited;

    /// <param name="launchAsync">Starts the process; its first argument is the value of AWS_LAMBDA_RUNTIME_API.</param>
    public static async Task<Sandbox> StartAsync(
        FunctionProgram program,
        string functionArn,
        SandboxRules rules,
        Func<string, SandboxOutput, Task<ChildProcess>> launchAsync,
        PlatformLog log,
        RequestLog requests,
        TextWriter error
    )
    {
        // A port for each sandbox, because the address of a Runtime API has no path.
        var runtimeApi = new RuntimeApi(functionArn);
        var server = await LoopbackServer.StartAsync(
            LoopbackPort.ListenOnFree(IPAddress.Loopback),
            runtimeApi.HandleAsync,
            error
        );
        try
        {
            long startedAt = Stopwatch.GetTimestamp();
            var output = new SandboxOutput(requests);
            var process = await launchAsync($"127.0.0.1:{server.Port}", output);
            return new Sandbox(program, rules, runtimeApi, server, process, output, log, requests, startedAt);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for the end of INIT, before the first invocation.</summary>
    /// <returns>Null when INIT succeeded.</returns>
    public async Task<FunctionError?> PrepareAsync()
    {
        var failure = await InitializeAsync();
        if (failure is null)
        {
            Freeze();
        }

        return failure;
    }

    /// <summary>
    /// Completes when the process is frozen, waiting for its next event, or has ended.
    /// <see cref="Invocation.Result"/> may be available earlier.
    /// </summary>
    public async Task InvokeAsync(Invocation invocation)
    {
        var timeout = _rules.Timeout;
        _output.InvocationId = invocation.RequestId;
        _requests.Assign(invocation.RequestId, _process.Id, isCold: !_isInitialized);
        if (_isInitialized)
        {
            _process.Thaw();
        }
        else if (await InitializeAsync() is { } initFailure)
        {
            await KillAsync();
            invocation.Fail(initFailure.Type, $"INIT failed: {initFailure.Reason}");
            return;
        }

        long startedAt = Stopwatch.GetTimestamp();
        var startTime = DateTimeOffset.UtcNow;
        invocation.Deadline = startTime + timeout;
        _log.Start(invocation.RequestId);
        _runtimeApi.Enqueue(invocation);

        string? failure = null;
        await WaitForAnyAsync(timeout, invocation.Completed, _process.Exited);
        var duration = Stopwatch.GetElapsedTime(startedAt);
        _peakMemory = _process.PeakMemory() ?? _peakMemory;
        if (invocation.Completed.IsCompleted)
        {
            Freeze();
        }
        else if (_process.Exited.IsCompleted)
        {
            failure = "Status: error\tError Type: Runtime.ExitError";
            int exitCode = await _process.Exited;
            _log.Exited(invocation.RequestId, exitCode);
            invocation.Fail("Runtime.ExitError", Exited(exitCode));
        }
        else
        {
            failure = "Status: timeout";
            _log.TimedOut(invocation.RequestId, timeout);
            await KillAsync();
            invocation.Fail(
                "Sandbox.Timedout",
                $"the function did not respond within {timeout.TotalSeconds:0.###} s, the Timeout of the template"
            );
        }

        _log.End(invocation.RequestId, duration, _unreportedInit, _peakMemory, failure);
        _requests.Add(
            invocation.RequestId,
            new InvocationReport(startTime, duration, _unreportedInit, _peakMemory)
        );
        _unreportedInit = null;
    }

    /// <returns>Null when INIT succeeded.</returns>
    private async Task<FunctionError?> InitializeAsync()
    {
        var limit = _rules.InitTimeout;
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
            return new FunctionError(
                "Sandbox.Timedout",
                $"the function did not request an event within {limit.TotalSeconds:0.###} s"
            );
        }

        // A runtime that reports an INIT error logs it and exits; those lines precede the report.
        await WaitForAnyAsync(TimeSpan.FromMilliseconds(500), _process.Exited);
        var error = _runtimeApi.InitError.IsCompleted
            ? await _runtimeApi.InitError
            : new FunctionError("Runtime.ExitError", Exited(await _process.Exited));
        _log.InitReport(duration, "error", error.Type);
        return error;
    }

    private static string Exited(int exitCode) => $"the process exited with exit code {exitCode}";

    /// <summary>Returns when one of the tasks has completed or the limit has passed.</summary>
    private static async Task WaitForAnyAsync(TimeSpan limit, params Task[] tasks)
    {
        Task any = Task.WhenAny(tasks).WaitAsync(limit);
        await any.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Freeze()
    {
        if (!_rules.IsDebugged)
        {
            _process.Freeze();
        }
    }

    private async Task KillAsync()
    {
        Kill();
        await _process.Exited;
    }

    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _server.DisposeAsync();
    }
}
