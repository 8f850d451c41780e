using Items.LocalHost.Processes;
using Items.LocalHost.Requests;
using Items.LocalHost.Template;

namespace Items.LocalHost.Lambda;

/// <summary>The function: one sandbox for each concurrent invocation, up to the concurrency limit.</summary>
internal sealed class LambdaFunction(
    FunctionSettings settings,
    string bootstrap,
    SandboxEnvironment environment,
    int concurrency,
    TimeSpan initLimit,
    ProcessLauncher launcher,
    PlatformLog log,
    RequestLog requests,
    TextWriter error,
    TimeProvider clock
) : IAsyncDisposable
{
    // After its response a runtime requests the next event within a millisecond or two, on a busy machine a little
    // later. Waiting for that before a new sandbox is started keeps sequential requests on one warm sandbox.
    private static readonly TimeSpan WarmSandboxWait = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly IdleSandboxes _idle = new(clock);
    private readonly Dictionary<Invocation, Task> _running = [];
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Not cancellable: in Lambda too an invocation continues when its caller has disconnected.</summary>
    public async Task<InvocationResult> InvokeAsync(Invocation invocation) =>
        await TryStartAsync(invocation) ? await invocation.Result : InvocationResult.Throttled(concurrency);

    public async ValueTask DisposeAsync()
    {
        Task running;
        lock (_lock)
        {
            running = Task.WhenAll(_running.Values);
        }

        // The function's timeout limits the wait.
        await running;
        await _idle.DisposeAsync();
    }

    /// <returns>False when the concurrency limit is reached.</returns>
    private async Task<bool> TryStartAsync(Invocation invocation)
    {
        var warmSandboxWait = Task.Delay(WarmSandboxWait);
        while (true)
        {
            Task released;
            bool isFull;
            lock (_lock)
            {
                isFull = _running.Count >= concurrency;
                bool isReleaseNear = _running.Keys.Any(running => running.HasResponded);
                var warm = _idle.Take();
                if (warm is not null || (!isFull && (!isReleaseNear || warmSandboxWait.IsCompleted)))
                {
                    _running.Add(invocation, Task.CompletedTask);
                    _running[invocation] = Task.Run(() => RunAsync(invocation, warm));
                    return true;
                }

                if (isFull && !isReleaseNear)
                {
                    return false;
                }

                released = _released.Task;
            }

            await (isFull ? released : Task.WhenAny(released, warmSandboxWait));
        }
    }

    private async Task RunAsync(Invocation invocation, Sandbox? warm)
    {
        Sandbox? sandbox = warm;
        try
        {
            sandbox ??= await Sandbox.StartAsync(
                LocalAws.Arn("lambda", $"function:{settings.Name}"),
                LaunchAsync,
                log,
                requests,
                error
            );
            await sandbox.InvokeAsync(invocation, settings.Timeout, initLimit);
        }
        catch (Exception failure)
        {
            error.WriteLine($"error: {(failure is HostError ? failure.Message : failure)}");
            invocation.Fail(
                "Runtime.InvalidEntrypoint",
                $"the function cannot be started: {failure.Message}"
            );
            _ = sandbox?.DisposeAsync().AsTask();
            sandbox = null;
        }

        Release(invocation, sandbox);
    }

    private void Release(Invocation invocation, Sandbox? sandbox)
    {
        TaskCompletionSource released;
        lock (_lock)
        {
            _running.Remove(invocation);
            if (sandbox is { IsAlive: true })
            {
                _idle.Add(sandbox);
                sandbox = null;
            }

            (released, _released) = (_released, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        released.SetResult();
        _ = sandbox?.DisposeAsync().AsTask();
    }

    private Task<ChildProcess> LaunchAsync(string runtimeApi, SandboxOutput output)
    {
        string taskRoot = Path.GetDirectoryName(bootstrap)!;
        return launcher.StartAsync(
            bootstrap,
            [],
            environment.Variables(taskRoot, runtimeApi),
            taskRoot,
            output.WriteLine,
            output.WriteErrorLine
        );
    }
}
