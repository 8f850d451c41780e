using NativeLambda.Http;
using NativeLambda.Runtime;
using static Items.Testing.RuntimeApiServer;

namespace NativeLambda.Tests.Runtime;

/// <summary>The tests of this class set a variable of the test process; no other class uses it.</summary>
public sealed class LambdaProcessTests : IDisposable
{
    private const string RuntimeApi = "AWS_LAMBDA_RUNTIME_API";

    private const string Get =
        """{"version":"2.0","rawPath":"/hello","requestContext":{"http":{"method":"GET"}}}""";

    [Fact]
    public void Without_AWS_LAMBDA_RUNTIME_API_the_exit_code_is_1_and_the_function_is_not_initialized()
    {
        Environment.SetEnvironmentVariable(RuntimeApi, null);
        bool isInitialized = false;

        int exitCode = LambdaProcess.Run(
            "test",
            "Tests",
            (_, _) =>
            {
                isInitialized = true;
                throw new InvalidOperationException();
            }
        );

        (exitCode, isInitialized).Should().Be((1, false));
    }

    [Fact]
    public void An_exception_during_INIT_is_reported_with_its_message()
    {
        using var api = Scripted(Accepted);
        Environment.SetEnvironmentVariable(RuntimeApi, api.Address);

        int exitCode = LambdaProcess.Run(
            "test",
            "Tests",
            (_, _) => throw new SettingException("NAME is not set.")
        );

        exitCode.Should().Be(1);
        var call = api.Calls.Should().ContainSingle().Which;
        call.StartLine.Should().Be("POST /2018-06-01/runtime/init/error HTTP/1.1");
        call.Body.Should().Contain("NAME is not set.");
    }

    [Fact]
    public void After_INIT_events_are_processed_until_the_Runtime_API_fails()
    {
        using var api = Scripted(Event("id-1", Get), Accepted);
        Environment.SetEnvironmentVariable(RuntimeApi, api.Address);

        int exitCode = LambdaProcess.Run(
            "test",
            "Tests",
            (_, telemetry) =>
                new LambdaFunction(new((_, _) => Response.NoContent, _ => null, timing: null, telemetry))
        );

        exitCode.Should().Be(1);
        api.Calls[1].StartLine.Should().Contain("/id-1/response");
        api.Calls[1].Body.Should().Contain("\"statusCode\":204");
    }

    [Fact]
    public void A_ProcessMustEndException_is_a_503_and_then_the_process_ends()
    {
        using var api = Scripted(Event("id-1", Get), Accepted, Event("id-2", Get));
        Environment.SetEnvironmentVariable(RuntimeApi, api.Address);

        int exitCode = LambdaProcess.Run(
            "test",
            "Tests",
            (_, telemetry) =>
                new LambdaFunction(
                    new(
                        (_, _) => throw new ProcessMustEndException("expired"),
                        _ => null,
                        timing: null,
                        telemetry
                    )
                )
        );

        exitCode.Should().Be(1);
        api.Calls.Should().HaveCount(2, "no event is received after the response");
        api.Calls[1].StartLine.Should().Contain("/id-1/response");
        api.Calls[1].Body.Should().Contain("\"statusCode\":503").And.Contain("\"retry-after\":\"1\"");
    }

    public void Dispose() => Environment.SetEnvironmentVariable(RuntimeApi, null);
}
