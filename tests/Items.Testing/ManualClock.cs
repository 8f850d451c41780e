namespace Items.Testing;

/// <summary>A clock that moves only when a test advances it; its timers are called then. Any thread may use it.</summary>
public sealed class ManualClock(DateTimeOffset start = default) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(
        TimerCallback callback,
        object? state,
        TimeSpan dueTime,
        TimeSpan period
    )
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    public void Advance(TimeSpan time)
    {
        Timer[] timers;
        lock (_lock)
        {
            _now += time;
            timers = [.. _timers];
        }

        Array.ForEach(timers, timer => timer.CallWhenDue());
    }

    private sealed class Timer(ManualClock clock, Action callback) : ITimer
    {
        private DateTimeOffset _due;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                _due = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : clock._now + dueTime;
                _period = period;
                return true;
            }
        }

        public void CallWhenDue()
        {
            lock (clock._lock)
            {
                if (_due > clock._now)
                {
                    return;
                }

                Change(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan, _period);
            }

            callback();
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
