using Items.LocalHost.Lambda;
using Items.LocalHost.Processes;

namespace Items.LocalHost.Tests.Lambda;

public sealed class IdleSandboxesTests : IAsyncDisposable
{
    private static readonly SandboxRules Rules = new(2, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10));

    private readonly ProcessLauncher _launcher = new();
    private readonly ManualClock _clock = new();
    private readonly IdleSandboxes _idle;

    public IdleSandboxesTests() => _idle = new IdleSandboxes(_clock, Rules);

    public async ValueTask DisposeAsync()
    {
        await _idle.DisposeAsync();
        _launcher.Dispose();
    }

    [Fact]
    public async Task A_sandbox_is_ended_after_ten_idle_minutes()
    {
        var (first, second) = (await StartAsync(), await StartAsync());
        _idle.Add(first);
        _clock.Advance(TimeSpan.FromMinutes(9));
        _idle.Add(second);

        _clock.Advance(TimeSpan.FromMinutes(1));

        await Wait.UntilAsync("the sandbox has ended", () => !first.IsAlive);
        second.IsAlive.Should().BeTrue();
        _idle.Take().Should().BeSameAs(second);
        _idle.Take().Should().BeNull();
        _idle.Add(second);
        _clock.Advance(TimeSpan.FromMinutes(9));
        second.IsAlive.Should().BeTrue("the time starts again with each use");
    }

    [Fact]
    public async Task The_most_recently_used_sandbox_is_taken_first()
    {
        var (first, second) = (await StartAsync(), await StartAsync());
        _idle.Add(first);
        _idle.Add(second);

        _idle.Take().Should().BeSameAs(second);
        _idle.Add(second);

        await _idle.DisposeAsync();
        first.IsAlive.Should().BeFalse();
        second.IsAlive.Should().BeFalse();
    }

    private Task<Sandbox> StartAsync() =>
        Sandbox.StartAsync(
            FunctionProgram.Native("/bin/sleep"),
            "arn",
            Rules,
            (_, _) =>
                _launcher.StartAsync(
                    "/bin/sleep",
                    ["infinity"],
                    new Dictionary<string, string>(),
                    "/",
                    _ => { },
                    _ => { }
                ),
            new PlatformLog(TextWriter.Null, memorySize: 128),
            TestRequestLog.Create(),
            TextWriter.Null
        );
}
