using System.Text;
using System.Text.Json.Nodes;
using Items.LocalHost.Lambda;
using Items.LocalHost.Processes;
using Items.LocalHost.Template;

namespace Items.LocalHost.Tests.Lambda;

public sealed class LambdaFunctionTests : IAsyncDisposable
{
    private readonly TestTemplate _template = new(TestTemplate.Text());
    private readonly ProcessLauncher _launcher = new();
    private readonly ManualClock _clock = new();
    private readonly LineRecorder _errors = new();
    private readonly LambdaFunction _function;

    public LambdaFunctionTests()
    {
        var settings = SamTemplate.Load(_template.FilePath).Function;
        _function = new LambdaFunction(
            settings,
            FunctionProgram.Native(ScriptedHost.Bootstrap),
            new SandboxEnvironment(
                settings,
                tableServer: null,
                awsServices: null,
                loginUrl: null,
                traceDaemon: "127.0.0.1:9"
            ),
            new SandboxRules(3, settings.Timeout, TimeSpan.FromMinutes(1)),
            _launcher,
            new PlatformLog(TextWriter.Null, settings.MemorySize),
            TestRequestLog.Create(errors: _errors),
            TextWriter.Null,
            _errors,
            _clock
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _function.DisposeAsync();
        _launcher.Dispose();
        _template.Dispose();
        await _errors.DisposeAsync();
    }

    [Fact]
    public async Task The_sandboxes_of_a_burst_are_ended_when_they_stay_idle()
    {
        int[] burst = await Task.WhenAll(ProcessIdAsync(), ProcessIdAsync(), ProcessIdAsync());
        burst.Should().OnlyHaveUniqueItems();

        await Wait.UntilAsync(
            "the sandboxes have ended",
            () =>
            {
                _clock.Advance(TimeSpan.FromMinutes(10));
                return !burst.Any(LinuxProcess.IsRunning);
            }
        );

        burst.Should().NotContain(await ProcessIdAsync());
        _errors.All.Should().BeEmpty();
    }

    [Fact]
    public async Task A_defect_at_the_start_of_a_sandbox_fails_the_invocation_and_is_logged()
    {
        // It then throws an exception that is not a HostError.
        _launcher.Dispose();

        var result = await _function.InvokeAsync(NewInvocation()).WaitAsync(TimeSpan.FromMinutes(1));

        result.Error.Should().NotBeNull();
        result.Error!.Type.Should().Be("Runtime.InvalidEntrypoint");
        _errors.Text.Should().StartWith("error: System.InvalidOperationException: ");
    }

    private static Invocation NewInvocation() =>
        new("""{"rawPath":"/whoami"}"""u8.ToArray(), "Root=1-00000000-000000000000000000000000");

    private async Task<int> ProcessIdAsync()
    {
        var result = await _function.InvokeAsync(NewInvocation());
        var response = JsonNode.Parse(Encoding.UTF8.GetString(result.Payload.Span))!;
        return (int)JsonNode.Parse((string)response["body"]!)!["pid"]!;
    }
}
