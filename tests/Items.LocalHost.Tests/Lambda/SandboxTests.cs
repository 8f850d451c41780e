using System.Text.Json.Nodes;

namespace Items.LocalHost.Tests.Lambda;

public sealed class SandboxTests
{
    private const string InternalServerError = """{"message":"Internal Server Error"}""";

    [Fact]
    public async Task An_idle_sandbox_is_frozen_and_the_next_event_thaws_it()
    {
        await using var deployment = await TestDeployment.StartAsync(TestTemplate.Text(concurrency: 1));
        int id = await deployment.ProcessIdAsync();

        for (int invocation = 2; invocation < 5; invocation++)
        {
            await Wait.UntilAsync("the sandbox is frozen", () => LinuxProcess.IsStopped(id));
            var json = await deployment.GetAsync("/whoami");
            ((int)json["pid"]!).Should().Be(id);
            ((int)json["invocations"]!).Should().Be(invocation);
        }
    }

    [Fact]
    public async Task Sequential_requests_use_the_same_warm_process()
    {
        await using var deployment = await TestDeployment.StartAsync(TestTemplate.Text(concurrency: 1));
        int id = await deployment.ProcessIdAsync();

        for (int i = 0; i < 50; i++)
        {
            (await deployment.ProcessIdAsync()).Should().Be(id);
        }
    }

    [Fact]
    public async Task A_request_at_the_concurrency_limit_waits_for_a_runtime_that_has_responded()
    {
        await using var deployment = await TestDeployment.StartAsync(TestTemplate.Text(concurrency: 1));

        int id = (int)(await deployment.GetAsync("/slow-next"))["pid"]!;

        (await deployment.ProcessIdAsync()).Should().Be(id);
    }

    [Fact]
    public async Task A_sandbox_whose_process_ended_while_frozen_is_replaced()
    {
        await using var deployment = await TestDeployment.StartAsync(TestTemplate.Text(concurrency: 1));
        int id = await deployment.ProcessIdAsync();
        LinuxProcess.Send(id, Signal.Kill);
        await Wait.UntilAsync("the host has collected its child", () => LinuxProcess.State(id) is null);

        (await deployment.ProcessIdAsync()).Should().NotBe(id);
    }

    [Fact]
    public async Task The_environment_has_the_variables_of_the_template_and_of_Lambda_only()
    {
        Environment.SetEnvironmentVariable("LEAKED_FROM_THE_DEVELOPER", "yes");
        string template = TestTemplate.Text(
            variables: "{ GREETING: hello, TABLE: !Ref Things, ARN: !Sub 'x-${Things.Arn}' }",
            tables: TestTemplate.Tables
        );
        await using var deployment = await TestDeployment.StartAsync(template);

        var environment = (await deployment.GetAsync("/env")).AsObject();

        const string names = """
            GREETING TABLE ARN _HANDLER AWS_REGION AWS_DEFAULT_REGION AWS_LAMBDA_FUNCTION_NAME
            AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_FUNCTION_MEMORY_SIZE AWS_LAMBDA_LOG_GROUP_NAME
            AWS_LAMBDA_LOG_STREAM_NAME AWS_LAMBDA_INITIALIZATION_TYPE AWS_LAMBDA_RUNTIME_API LAMBDA_TASK_ROOT
            LAMBDA_RUNTIME_DIR AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_ENDPOINT_URL_DYNAMODB
            AWS_XRAY_CONTEXT_MISSING AWS_XRAY_DAEMON_ADDRESS TZ LANG PATH
            """;
        environment.Select(variable => variable.Key).Should().BeEquivalentTo(names.Split([' ', '\n']));
        ((string?)environment["GREETING"]).Should().Be("hello");
        ((string?)environment["TABLE"]).Should().Be("Things");
        ((string?)environment["ARN"]).Should().Be("x-arn:aws:dynamodb:us-east-1:123456789012:table/Things");
        ((string?)environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]).Should().Be("256");
        ((string?)environment["AWS_LAMBDA_RUNTIME_API"]).Should().MatchRegex(@"^127\.0\.0\.1:\d+$");
        string root = Path.GetDirectoryName(ScriptedHost.Bootstrap)!;
        ((string?)environment["LAMBDA_TASK_ROOT"]).Should().Be(root);
        ((string?)(await deployment.GetAsync("/cwd"))["cwd"]).Should().Be(root);
    }

    [Theory]
    [InlineData("{ LogFormat: JSON, LogGroup: /things }", "/things", "JSON", "INFO")]
    [InlineData("{ LogFormat: JSON, ApplicationLogLevel: WARN }", "/aws/lambda/Function", "JSON", "WARN")]
    [InlineData("{ LogFormat: Text }", "/aws/lambda/Function", null, null)]
    public async Task The_environment_has_the_log_settings(
        string logging,
        string group,
        string? format,
        string? level
    )
    {
        string template = TestTemplate
            .Text()
            .Replace("MemorySize: 256", $"LoggingConfig: {logging}", StringComparison.Ordinal);
        await using var deployment = await TestDeployment.StartAsync(template);

        var environment = (await deployment.GetAsync("/env")).AsObject();

        ((string?)environment["AWS_LAMBDA_LOG_GROUP_NAME"]).Should().Be(group);
        ((string?)environment["AWS_LAMBDA_LOG_FORMAT"]).Should().Be(format);
        ((string?)environment["AWS_LAMBDA_LOG_LEVEL"]).Should().Be(level);
    }

    [Fact]
    public async Task START_END_and_REPORT_are_written_beside_the_functions_lines()
    {
        await using var deployment = await TestDeployment.StartAsync(TestTemplate.Text(concurrency: 1));
        await deployment.GetAsync("/log");
        await deployment.WaitForInvocationsAsync("REPORT", 1);
        await deployment.GetAsync("/whoami");
        await deployment.WaitForInvocationsAsync("REPORT", 2);

        // They come through pipes, so that they can be written after END.
        await deployment.Output.WaitForAsync(line => line == "a line on standard output");
        await deployment.Errors.WaitForAsync(line => line == "a line on standard error");
        string[] lines =
        [
            .. deployment.Output.All.Where(line =>
                line.StartsWith("START") || line.StartsWith("END") || line.StartsWith("REPORT")
            ),
        ];
        string id = lines[0].Split(' ')[2];
        lines[0].Should().Be($"START RequestId: {id} Version: $LATEST");
        lines[1].Should().Be($"END RequestId: {id}");
        lines[2]
            .Should()
            .MatchRegex(
                $@"^REPORT RequestId: {id}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\t"
                    + @"Max Memory Used: [1-9]\d+ MB\tInit Duration: \d+\.\d\d ms\t$"
            );
        double[] times = [.. lines[2].Split('\t').Where(field => field.EndsWith(" ms")).Select(Milliseconds)];
        times[1].Should().Be(Math.Ceiling(times[0] + times[2]), "INIT is billed");
        lines.Last(line => line.StartsWith("REPORT")).Should().NotContain("Init Duration");
    }

    [Theory]
    [InlineData("error", "Status: error\tError Type: Function.NoTable")]
    [InlineData("exit", "Status: error\tError Type: Runtime.ExitError")]
    [InlineData("hang", "Status: timeout")]
    public async Task A_failed_INIT_is_a_500_and_retried_for_the_next_request(string kind, string status)
    {
        await using var deployment = await TestDeployment.StartAsync(
            TestTemplate.Text(variables: $"{{ SCRIPTED_INIT: {kind} }}"),
            options => options with { InitLimit = TimeSpan.FromMilliseconds(kind == "hang" ? 300 : 10_000) }
        );

        for (int attempt = 1; attempt <= 2; attempt++)
        {
            using var response = await deployment.Client.GetAsync("/whoami");
            ((int)response.StatusCode).Should().Be(500);
            (await response.Content.ReadAsStringAsync()).Should().Be(InternalServerError);
            deployment.Output.All.Count(line => line.StartsWith("INIT_REPORT")).Should().Be(attempt);
        }

        deployment
            .Output.All.Should()
            .ContainMatch($"INIT_REPORT Init Duration: * ms\tPhase: init\t{status}");
        if (kind == "error")
        {
            deployment.Errors.All.Should().Contain("init error returned 202");
        }
    }

    [Fact]
    public async Task A_crash_is_reported_with_its_exit_status()
    {
        await using var deployment = await TestDeployment.StartAsync(TestTemplate.Text(concurrency: 1));
        using var crash = await deployment.Client.GetAsync("/exit-7");
        using var exit = await deployment.Client.GetAsync("/exit-0");

        await deployment.Output.WaitForAsync(line =>
            line.EndsWith("Error: Runtime exited with error: exit status 7")
        );
        await deployment.Output.WaitForAsync(line =>
            line.EndsWith("Error: Runtime exited without providing a reason")
        );
        await deployment.Output.WaitForAsync(line =>
            line.EndsWith("\tStatus: error\tError Type: Runtime.ExitError\t")
        );
    }

    [Fact]
    public async Task Concurrent_requests_get_their_own_responses()
    {
        await using var deployment = await TestDeployment.StartAsync(with: options =>
            options with
            {
                Concurrency = 8,
            }
        );

        JsonNode[] responses = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(number => deployment.GetAsync($"/echo?n={number}"))
        );

        responses
            .Select(json => (string?)json["queryStringParameters"]!["n"])
            .Should()
            .Equal("0", "1", "2", "3", "4", "5", "6", "7");
    }

    private static double Milliseconds(string field) => double.Parse(field.Split(": ")[1].Split(' ')[0]);
}
