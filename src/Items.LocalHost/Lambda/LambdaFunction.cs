using Items.LocalHost.Processes;
using Items.LocalHost.Requests;
using Items.LocalHost.Template;

namespace Items.LocalHost.Lambda;

/// <summary>The function: one sandbox for each concurrent invocation, up to the concurrency limit.</summary>
internal sealed class LambdaFunction(
    FunctionSettings settings,
    FunctionProgram program,
    SandboxEnvironment environment,
    SandboxRules rules,
    ProcessLauncher launcher,
    PlatformLog log,
    RequestLog requests,
    TextWriter output,
    TextWriter error,
    TimeProvider clock
) : IAsyncDisposable
{
    // After its response a runtime requests the next event within a millisecond or two, on a busy machine a little
    // later. Waiting for that before a new sandbox is started keeps sequential requests on one warm sandbox.
    private static readonly TimeSpan WarmSandboxWait = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly IdleSandboxes _idle = new(clock, rules);
    private readonly Dictionary<Invocation, Task> _running = [];
    private readonly List<Task> _replaced = [];
    private FunctionProgram _program = program;
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Not cancellable: in Lambda too an invocation continues when its caller has disconnected.</summary>
    public async Task<InvocationResult> InvokeAsync(Invocation invocation) =>
        await TryStartAsync(invocation)
            ? await invocation.Result
            : InvocationResult.Throttled(rules.Concurrency);

    /// <summary>Starts a sandbox for a later invocation.</summary>
    public async Task StartSandboxAsync()
    {
        var sandbox = await StartAsync(_program);
        lock (_lock)
        {
            _idle.Add(sandbox);
        }
    }

    /// <summary>
    /// Starts a sandbox of another program and, once its INIT has succeeded, uses the program for all later invocations.
    /// Those that run finish on the earlier program, which is then disposed of.
    /// </summary>
    /// <returns>Null when INIT succeeded; otherwise nothing has changed.</returns>
    public async Task<FunctionError?> ReplaceAsync(
        FunctionProgram program,
        CancellationToken cancellationToken
    )
    {
        var sandbox = await StartAsync(program);
        await using (cancellationToken.Register(sandbox.Kill))
        {
            if (await sandbox.PrepareAsync() is { } failure)
            {
                await sandbox.DisposeAsync();
                cancellationToken.ThrowIfCancellationRequested();
                return failure;
            }
        }

        lock (_lock)
        {
            var users = _running.Values.ToList();
            while (_idle.Take() is { } idle)
            {
                users.Add(idle.DisposeAsync().AsTask());
            }

            _replaced.RemoveAll(replaced => replaced.IsCompleted);
            _replaced.Add(DisposeAfterAsync(users, _program));
            _program = program;
            _idle.Add(sandbox);
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        Task running;
        lock (_lock)
        {
            running = Task.WhenAll([.. _running.Values, .. _replaced]);
        }

        // The function's timeout limits the wait.
        await running;
        await _idle.DisposeAsync();
        _program.Dispose();
    }

    private static async Task DisposeAfterAsync(IEnumerable<Task> users, FunctionProgram program)
    {
        await Task.WhenAll(users);
        program.Dispose();
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
                isFull = _running.Count >= rules.Concurrency;
                bool isReleaseNear = _running.Keys.Any(running => running.HasResponded);
                var warm = isFull ? null : _idle.Take();
                if (warm is not null || (!isFull && (!isReleaseNear || warmSandboxWait.IsCompleted)))
                {
                    _running.Add(invocation, Task.CompletedTask);
                    var current = _program;
                    _running[invocation] = Task.Run(() => RunAsync(invocation, warm, current));
                    return true;
                }

                if (isFull && !isReleaseNear && !rules.IsDebugged)
                {
                    return false;
                }

                released = _released.Task;
            }

            await (isFull ? released : Task.WhenAny(released, warmSandboxWait));
        }
    }

    private async Task RunAsync(Invocation invocation, Sandbox? warm, FunctionProgram current)
    {
        Sandbox? sandbox = warm;
        try
        {
            sandbox ??= await StartAsync(current);
            await sandbox.InvokeAsync(invocation);
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

        await ReleaseAsync(invocation, sandbox);
    }

    private async Task ReleaseAsync(Invocation invocation, Sandbox? sandbox)
    {
        TaskCompletionSource released;
        lock (_lock)
        {
            _running.Remove(invocation);
            if (sandbox is { IsAlive: true } && sandbox.Program == _program)
            {
                _idle.Add(sandbox);
                sandbox = null;
            }

            (released, _released) = (_released, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        released.SetResult();
        if (sandbox is not null)
        {
            await sandbox.DisposeAsync();
        }
    }

    private async Task<Sandbox> StartAsync(FunctionProgram program)
    {
        var sandbox = await Sandbox.StartAsync(
            program,
            LocalAws.Arn("lambda", $"function:{settings.Name}"),
            rules,
            (runtimeApi, sandboxOutput) => LaunchAsync(program, runtimeApi, sandboxOutput),
            log,
            requests,
            error
        );
        if (rules.IsDebugged)
        {
            output.WriteLine($"Debug     attach to process {sandbox.ProcessId}");
        }

        return sandbox;
    }

    private Task<ChildProcess> LaunchAsync(
        FunctionProgram program,
        string runtimeApi,
        SandboxOutput sandboxOutput
    ) =>
        launcher.StartAsync(
            program.File,
            program.Arguments,
            environment.Variables(program.TaskRoot, runtimeApi),
            program.TaskRoot,
            sandboxOutput.WriteLine,
            sandboxOutput.WriteErrorLine
        );
}
