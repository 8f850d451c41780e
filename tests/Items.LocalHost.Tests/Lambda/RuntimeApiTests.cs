using System.Text.Json.Nodes;

namespace Items.LocalHost.Tests.Lambda;

public sealed class RuntimeApiTests(DeploymentFixture shared) : IClassFixture<DeploymentFixture>
{
    private const string Accepted = "{\"status\":\"OK\"}\n";

    private readonly TestDeployment _deployment = shared.Deployment;

    [Fact]
    public async Task Next_has_Lambdas_headers_and_no_empty_ones()
    {
        var before = DateTimeOffset.UtcNow;
        var headers = (await _deployment.GetAsync("/next-headers")).AsObject();
        var after = DateTimeOffset.UtcNow;

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
            .MatchRegex("^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1$");
        ((string?)headers["content-type"]).Should().Be("application/json");
        DateTimeOffset
            .FromUnixTimeMilliseconds(long.Parse((string)headers["lambda-runtime-deadline-ms"]!))
            .Should()
            .BeOnOrAfter(before.AddSeconds(10).AddMilliseconds(-1))
            .And.BeOnOrBefore(after.AddSeconds(10));
    }

    [Fact]
    public async Task A_response_is_accepted()
    {
        await using var deployment = await TestDeployment.StartAsync(TestTemplate.Text(concurrency: 1));
        await deployment.ProcessIdAsync();

        ShouldBe(await deployment.GetAsync("/remembered"), 202, Accepted);
    }

    [Fact]
    public async Task A_wrong_id_is_a_400()
    {
        var json = await _deployment.GetAsync("/wrong-id");

        ShouldBe(json, 400, """{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}""");
    }

    [Fact]
    public async Task A_second_response_is_a_403_and_not_delivered()
    {
        await using var deployment = await TestDeployment.StartAsync(TestTemplate.Text(concurrency: 1));

        ((string?)await deployment.GetAsync("/twice")).Should().Be("first");

        var second = await deployment.GetAsync("/remembered");
        ((int)second["status"]!).Should().Be(403);
        ((string?)second["body"]).Should().EndWith("\"errorType\":\"InvalidStateTransition\"}");
    }

    [Fact]
    public async Task A_response_before_next_is_a_403()
    {
        await using var deployment = await TestDeployment.StartAsync(
            TestTemplate.Text(variables: "{ SCRIPTED_INIT: response-first }")
        );

        var json = await deployment.GetAsync("/remembered");

        ((int)json["status"]!).Should().Be(403);
        ((string?)json["body"])
            .Should()
            .Contain("State transition from Started to Response failed for runtime.");
    }

    [Fact]
    public async Task An_init_error_after_init_is_a_403() =>
        ((int)(await _deployment.GetAsync("/init-error-late"))["status"]!).Should().Be(403);

    [Fact]
    public async Task Next_without_a_response_returns_the_same_event_again()
    {
        var json = await _deployment.GetAsync("/next-again");

        ((bool)json["sameId"]!).Should().BeTrue();
        ((bool)json["sameEvent"]!).Should().BeTrue();
    }

    [Fact]
    public async Task An_oversized_response_is_a_413_and_the_process_continues()
    {
        await using var deployment = await TestDeployment.StartAsync(TestTemplate.Text(concurrency: 1));
        int before = await deployment.ProcessIdAsync();
        using var response = await deployment.Client.GetAsync("/oversize");

        ShouldBe(
            await deployment.GetAsync("/remembered"),
            413,
            """{"errorMessage":"Exceeded maximum allowed payload size (6291556 bytes).","errorType":"RequestEntityTooLarge"}"""
        );
        (await deployment.ProcessIdAsync()).Should().Be(before);
    }

    [Fact]
    public async Task An_error_is_accepted_and_the_process_continues()
    {
        await using var deployment = await TestDeployment.StartAsync(TestTemplate.Text(concurrency: 1));
        int before = await deployment.ProcessIdAsync();
        using var response = await deployment.Client.GetAsync("/error");

        ShouldBe(await deployment.GetAsync("/remembered"), 202, Accepted);
        (await deployment.ProcessIdAsync()).Should().Be(before);
    }

    [Fact]
    public async Task An_unknown_response_mode_is_a_400()
    {
        await using var deployment = await TestDeployment.StartAsync(TestTemplate.Text(concurrency: 1));
        using var response = await deployment.Client.GetAsync("/bad-mode");

        var json = await deployment.GetAsync("/remembered");

        ((int)json["status"]!).Should().Be(400);
        ((string?)json["body"]).Should().Contain("InvalidFunctionResponseMode");
    }

    private static void ShouldBe(JsonNode json, int status, string body)
    {
        ((int)json["status"]!).Should().Be(status);
        ((string?)json["body"]).Should().Be(body);
        ((string?)json["contentType"]).Should().Be("application/json");
    }
}
