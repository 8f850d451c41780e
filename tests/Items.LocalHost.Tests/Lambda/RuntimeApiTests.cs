using System.Text.Json.Nodes;

namespace Items.LocalHost.Tests.Lambda;

public sealed class RuntimeApiTests(StackFixture shared) : IClassFixture<StackFixture>
{
    private const string Accepted = "{\"status\":\"OK\"}\n";

    private readonly RunningStack _stack = shared.Stack;

    [Fact]
    public async Task Next_has_the_headers_of_Lambda_and_no_empty_ones()
    {
        var headers = (await _stack.GetAsync("/next-headers")).AsObject();

        headers
            .Select(header => header.Key)
            .Where(name => name.StartsWith("lambda-"))
            .Should()
            .BeEquivalentTo(
                "lambda-runtime-aws-request-id",
                "lambda-runtime-deadline-ms",
                "lambda-runtime-invoked-function-arn",
                "lambda-runtime-trace-id"
            );
        Guid.TryParse((string?)headers["lambda-runtime-aws-request-id"], out _).Should().BeTrue();
        ((string?)headers["lambda-runtime-invoked-function-arn"])
            .Should()
            .Be("arn:aws:lambda:us-east-1:123456789012:function:Function");
        ((string?)headers["lambda-runtime-trace-id"])
            .Should()
            .MatchRegex("^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$");
        ((string?)headers["content-type"]).Should().Be("application/json");
        DateTimeOffset
            .FromUnixTimeMilliseconds(long.Parse((string)headers["lambda-runtime-deadline-ms"]!))
            .Should()
            .BeCloseTo(DateTimeOffset.UtcNow.AddSeconds(10), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_response_is_accepted()
    {
        await using var stack = await RunningStack.StartAsync(TestTemplate.Text(concurrency: 1));
        await stack.ProcessIdAsync();

        ShouldBe(await stack.GetAsync("/remembered"), 202, Accepted);
    }

    [Fact]
    public async Task A_wrong_id_is_a_400()
    {
        var answer = await _stack.GetAsync("/wrong-id");

        ShouldBe(answer, 400, """{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}""");
    }

    [Fact]
    public async Task A_second_response_is_refused_and_not_delivered()
    {
        await using var stack = await RunningStack.StartAsync(TestTemplate.Text(concurrency: 1));

        ((string?)await stack.GetAsync("/twice")).Should().Be("first");

        var second = await stack.GetAsync("/remembered");
        ((int)second["status"]!).Should().Be(403);
        ((string?)second["body"]).Should().EndWith("\"errorType\":\"InvalidStateTransition\"}");
    }

    [Fact]
    public async Task A_response_before_next_is_a_403()
    {
        await using var stack = await RunningStack.StartAsync(
            TestTemplate.Text(variables: "{ SCRIPTED_INIT: response-first }")
        );

        var answer = await stack.GetAsync("/remembered");

        ((int)answer["status"]!).Should().Be(403);
        ((string?)answer["body"])
            .Should()
            .Contain("State transition from Started to Response failed for runtime.");
    }

    [Fact]
    public async Task An_init_error_after_init_is_a_403() =>
        ((int)(await _stack.GetAsync("/init-error-late"))["status"]!).Should().Be(403);

    [Fact]
    public async Task Next_instead_of_an_answer_gives_the_same_event_again()
    {
        var answer = await _stack.GetAsync("/next-again");

        ((bool)answer["sameId"]!).Should().BeTrue();
        ((bool)answer["sameEvent"]!).Should().BeTrue();
    }

    [Fact]
    public async Task An_oversized_response_is_a_413_and_the_process_lives_on()
    {
        await using var stack = await RunningStack.StartAsync(TestTemplate.Text(concurrency: 1));
        int before = await stack.ProcessIdAsync();
        using var response = await stack.Client.GetAsync("/oversize");

        ShouldBe(
            await stack.GetAsync("/remembered"),
            413,
            """{"errorMessage":"Exceeded maximum allowed payload size (6291556 bytes).","errorType":"RequestEntityTooLarge"}"""
        );
        (await stack.ProcessIdAsync()).Should().Be(before);
    }

    [Fact]
    public async Task An_error_is_accepted_and_the_process_lives_on()
    {
        await using var stack = await RunningStack.StartAsync(TestTemplate.Text(concurrency: 1));
        int before = await stack.ProcessIdAsync();
        using var response = await stack.Client.GetAsync("/error");

        ShouldBe(await stack.GetAsync("/remembered"), 202, Accepted);
        (await stack.ProcessIdAsync()).Should().Be(before);
    }

    [Fact]
    public async Task An_unknown_response_mode_is_a_400()
    {
        await using var stack = await RunningStack.StartAsync(TestTemplate.Text(concurrency: 1));
        using var response = await stack.Client.GetAsync("/bad-mode");

        var answer = await stack.GetAsync("/remembered");

        ((int)answer["status"]!).Should().Be(400);
        ((string?)answer["body"]).Should().Contain("InvalidFunctionResponseMode");
    }

    private static void ShouldBe(JsonNode answer, int status, string body)
    {
        ((int)answer["status"]!).Should().Be(status);
        ((string?)answer["body"]).Should().Be(body);
        ((string?)answer["contentType"]).Should().Be("application/json");
    }
}
