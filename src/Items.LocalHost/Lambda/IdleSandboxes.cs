namespace Items.LocalHost.Lambda;

/// <summary>Sandboxes that wait for an invocation. As in Lambda, they are ended after some minutes.</summary>
internal sealed class IdleSandboxes : IAsyncDisposable
{
    // Lambda's own time is not documented; five to fifteen minutes are commonly observed.
    private static readonly TimeSpan MaximumIdleTime = TimeSpan.FromMinutes(10);

    private readonly TimeProvider _clock;
    private readonly ITimer? _timer;
    private readonly Lock _lock = new();
    private readonly List<(Sandbox Sandbox, long Since)> _idle = [];

    public IdleSandboxes(TimeProvider clock, SandboxRules rules)
    {
        _clock = clock;
        if (rules.IsDebugged)
        {
            return;
        }

        var interval = TimeSpan.FromMinutes(1);
        _timer = clock.CreateTimer(_ => EndExpired(), state: null, interval, interval);
    }

    public void Add(Sandbox sandbox)
    {
        lock (_lock)
        {
            _idle.Add((sandbox, _clock.GetTimestamp()));
        }
    }

    /// <summary>Removes the most recently used sandbox, as Lambda does, and ends those whose process has ended meanwhile.</summary>
    /// <returns>Null when there is none.</returns>
    public Sandbox? Take()
    {
        lock (_lock)
        {
            while (_idle is [.., var (sandbox, _)])
            {
                _idle.RemoveAt(_idle.Count - 1);
                if (sandbox.IsAlive)
                {
                    return sandbox;
                }

                _ = sandbox.DisposeAsync().AsTask();
            }

            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        while (Take() is { } sandbox)
        {
            await sandbox.DisposeAsync();
        }
    }

    private void EndExpired()
    {
        lock (_lock)
        {
            // They are in the order in which they became idle.
            while (_idle is [var (sandbox, since), ..] && _clock.GetElapsedTime(since) >= MaximumIdleTime)
            {
                _idle.RemoveAt(0);
                _ = sandbox.DisposeAsync().AsTask();
            }
        }
    }
}
