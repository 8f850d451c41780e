using System.Net;
using System.Text.Json.Nodes;
using Items.LocalHost.Tests.Requests;

namespace Items.LocalHost.Tests.Invoke;

public sealed class InvokeCommandTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private TestDeployment _deployment = null!;

    public async Task InitializeAsync() => _deployment = await TestDeployment.StartAsync();

    public async Task DisposeAsync() => await _deployment.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_prints_the_response_and_writes_the_log_to_standard_error()
    {
        await using var invoke = Start(Event("/log"));

        (await invoke.ExitCodeAsync()).Should().Be(0);
        invoke.StandardOutput.All.Should().ContainSingle();
        ((int)JsonNode.Parse(invoke.StandardOutput.All[0])!["statusCode"]!).Should().Be(200);
        invoke
            .StandardError.All.Should()
            .BeEquivalentTo("a line on standard output", "a line on standard error");
        var shown = await _deployment.LastRequestAsync();
        ((string?)shown["method"], (string?)shown["path"], (int)shown["status"]!)
            .Should()
            .Be(("INVOKE", "event.json", 200), "the page shows it");
    }

    [Fact]
    public async Task The_function_has_the_event_of_standard_input_and_the_environment_of_the_host()
    {
        string file = _folder.Write("messages", """{"Records":[{"messageId":"1","body":"fail ü"}]}""");
        await using var batch = new TestProcess(
            "sh",
            "-c",
            $"'{LocalHost}' invoke - --port {_deployment.Port} < '{file}'"
        );
        await using var environment = Start(Event("/env"));

        (await batch.ExitCodeAsync()).Should().Be(0);
        batch.StandardOutput.All.Should().Equal("""{"batchItemFailures":[{"itemIdentifier":"1"}]}""");
        batch.StandardError.All.Should().Equal("""batch [{"messageId":"1","body":"fail ü"}]""");
        (await environment.ExitCodeAsync()).Should().Be(0);
        environment.StandardOutput.All.Should().ContainSingle().Which.Should().Contain("GREETING");
    }

    [Theory]
    [InlineData("/error", "error: Function.Broken: the function reported the error Function.Broken: test")]
    [InlineData("/exit-7", "error: Runtime.ExitError: the process exited with exit code 7")]
    public async Task A_failed_invocation_is_exit_code_1_and_one_error_line(string path, string error)
    {
        await using var invoke = Start(Event(path));

        (await invoke.ExitCodeAsync()).Should().Be(1);
        invoke.StandardOutput.All.Should().BeEmpty();
        invoke.StandardError.All.Should().Contain(error);
    }

    [Theory]
    [InlineData("{", "error: the event is not valid JSON")]
    [InlineData(null, "error: the event cannot be read: *event.json*")]
    public async Task An_event_that_cannot_be_sent_is_exit_code_2_and_one_error_line(
        string? json,
        string error
    )
    {
        string file = _folder.PathTo("event.json");
        if (json is not null)
        {
            _folder.Write("event.json", json);
        }

        await using var invoke = Start(file);

        (await invoke.ExitCodeAsync()).Should().Be(2);
        invoke.StandardError.All.Should().ContainSingle().Which.Should().Match(error);
    }

    [Fact]
    public async Task Without_a_host_it_says_how_to_start_one()
    {
        string file = Event("/log");
        using var closed = LoopbackPort.ListenOnFree(IPAddress.Loopback);
        int port = closed.Number;
        closed.Dispose();

        await using var invoke = LocalHostProgram.Start("invoke", file, "--port", $"{port}");

        (await invoke.ExitCodeAsync()).Should().Be(2);
        invoke
            .StandardError.All.Should()
            .ContainSingle()
            .Which.Should()
            .Match(
                $"error: no local host responds on port {port}: *Start one in another terminal, or name its port with --port"
            );
    }

    [Fact]
    public async Task A_page_of_another_origin_cannot_invoke_the_function()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_local/invoke")
        {
            Content = new StringContent("{}"),
        };
        request.Headers.Add("origin", "http://localhost:5173");

        using var response = await _deployment.Client.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        _deployment.Output.All.Should().NotContain(line => line.StartsWith("START"));
    }

    private static string LocalHost => Path.Combine(AppContext.BaseDirectory, "Items.LocalHost");

    private string Event(string path) =>
        _folder.Write(
            "event.json",
            new JsonObject { ["rawPath"] = path, ["requestContext"] = new JsonObject() }.ToJsonString()
        );

    private TestProcess Start(string file) =>
        LocalHostProgram.Start("invoke", file, "--port", $"{_deployment.Port}");
}
