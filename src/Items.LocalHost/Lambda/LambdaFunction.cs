using Items.LocalHost.Processes;
using Items.LocalHost.Template;

namespace Items.LocalHost.Lambda;

/// <summary>The function: as many sandboxes as there are events at a time, up to the concurrency limit.</summary>
internal sealed class LambdaFunction(
    FunctionSettings settings,
    string bootstrap,
    Uri? tableServer,
    int concurrency,
    TimeSpan initLimit,
    ProcessLauncher launcher,
    TextWriter output,
    TextWriter error
) : IAsyncDisposable
{
    // A runtime that has answered asks for its next event within a millisecond or two, on a busy machine a little
    // later. Waiting for it means that a client that calls in sequence meets the same warm sandbox every time.
    private static readonly TimeSpan PatienceForWarm = TimeSpan.FromMilliseconds(100);

    private readonly PlatformLog _log = new(output, settings.MemorySize);
    private readonly Lock _lock = new();
    private readonly Stack<Sandbox> _idle = [];
    private readonly Dictionary<Invocation, Task> _running = [];
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where users sign in on this machine; null when not here.</summary>
    public string? LoginUrl { get; set; }

    /// <summary>
    /// Calls the function. There is no cancellation: in Lambda too an invocation goes on when its caller has left.
    /// </summary>
    public async Task<InvocationResult> InvokeAsync(Invocation invocation)
    {
        if (!await TryAdmitAsync(invocation))
        {
            return InvocationResult.Throttled;
        }

        return await invocation.Answer;
    }

    /// <summary>Waits for running invocations; each is bounded by the function's timeout.</summary>
    public Task DrainAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_running.Values);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DrainAsync();
        foreach (var sandbox in _idle)
        {
            await sandbox.DisposeAsync();
        }
    }

    private async Task<bool> TryAdmitAsync(Invocation invocation)
    {
        var patience = Task.Delay(PatienceForWarm);
        while (true)
        {
            Task released;
            bool isFull;
            lock (_lock)
            {
                isFull = _running.Count >= concurrency;
                bool isOneAnswered = _running.Keys.Any(running => running.Answer.IsCompleted);
                var warm = TakeWarm();
                if (warm is not null || (!isFull && (!isOneAnswered || patience.IsCompleted)))
                {
                    _running.Add(invocation, Task.CompletedTask);
                    _running[invocation] = Task.Run(() => RunAsync(invocation, warm));
                    return true;
                }

                if (isFull && !isOneAnswered)
                {
                    return false;
                }

                released = _released.Task;
            }

            await (isFull ? released : Task.WhenAny(released, patience));
        }
    }

    // The most recently used one, as Lambda does; a sandbox that died in its sleep is nobody's error.
    private Sandbox? TakeWarm()
    {
        while (_idle.TryPop(out var sandbox))
        {
            if (sandbox.IsAlive)
            {
                return sandbox;
            }

            _ = sandbox.DisposeAsync().AsTask();
        }

        return null;
    }

    private async Task RunAsync(Invocation invocation, Sandbox? warm)
    {
        Sandbox? sandbox = warm;
        try
        {
            sandbox ??= await Sandbox.StartAsync(
                LocalAws.Arn("lambda", $"function:{settings.Name}"),
                LaunchAsync,
                _log
            );
            await sandbox.ServeAsync(invocation, settings.Timeout, initLimit);
        }
        catch (HostError failure)
        {
            error.WriteLine($"error: {failure.Message}");
            invocation.Fail("Runtime.InvalidEntrypoint");
        }
        finally
        {
            Release(invocation, sandbox);
        }
    }

    private void Release(Invocation invocation, Sandbox? sandbox)
    {
        TaskCompletionSource released;
        lock (_lock)
        {
            _running.Remove(invocation);
            if (sandbox is { IsAlive: true })
            {
                _idle.Push(sandbox);
                sandbox = null;
            }

            (released, _released) = (_released, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        released.SetResult();
        _ = sandbox?.DisposeAsync().AsTask();
    }

    private Task<ChildProcess> LaunchAsync(string runtimeApi)
    {
        string taskRoot = Path.GetDirectoryName(bootstrap)!;
        return launcher.StartAsync(
            bootstrap,
            [],
            SandboxEnvironment.Create(settings, taskRoot, runtimeApi, tableServer, LoginUrl),
            taskRoot,
            output.WriteLine,
            error.WriteLine
        );
    }
}
