namespace Items.Testing;

/// <summary>A clock that moves only when a test advances it.</summary>
public sealed class ManualClock(DateTimeOffset start = default) : TimeProvider
{
    private DateTimeOffset _now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.Ticks;

    public void Advance(TimeSpan time) => _now += time;
}
