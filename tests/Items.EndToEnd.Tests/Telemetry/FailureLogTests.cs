namespace Items.EndToEnd.Tests.Telemetry;

/// <summary>Lines of requests that failed, levels, and outputs that accept no line.</summary>
public sealed class FailureLogTests(TableFixture tables) : IClassFixture<TableFixture>
{
    private static readonly string GetOne = FunctionEvent.Http("GET", ItemsApi.Item("1"));

    [Theory]
    [InlineData("ValidationException", 500, "request_failed")]
    [InlineData("InternalServerError", 503, "request_unavailable")]
    [InlineData("ExpiredTokenException", 503, "process_ends")]
    public async Task An_exception_is_in_the_line_with_type_message_and_stack(
        string error,
        int status,
        string eventId
    )
    {
        using var proxy = new TableProxy(tables.Server.Address);
        await using var function = await StartAsync(proxy);
        string http = error == "InternalServerError" ? "500 Internal Server Error" : "400 Bad Request";
        proxy.Fault = Fault.Error(error, "reason-1f5d", http);

        var call = await function.CallAsync(GetOne);

        call.Status.Should().Be(status);
        ((string)call.Line["event_id"]!).Should().Be(eventId);
        LogCatalogue.ShouldHaveLevelOf(call.Line);
        ((string)call.Line["exception_name"]!).Should().EndWith("Exception");
        ((string)call.Line["exception_message"]!).Should().Contain("reason-1f5d");
        ((string)call.Line["exception"]!).Should().Contain("reason-1f5d").And.Contain("\n   at NativeLambda.");
    }

    [Theory]
    [InlineData("WARN")]
    [InlineData("ERROR")]
    [InlineData("FATAL")]
    public async Task Above_the_level_of_a_line_only_its_metrics_are_written_at_the_level_that_Lambda_accepts(
        string level
    )
    {
        using var proxy = new TableProxy(tables.Server.Address);
        await using var function = await StartAsync(proxy, ("AWS_LAMBDA_LOG_LEVEL", level));

        var call = await function.CallAsync(GetOne);

        ((string)call.Line["level"]!).Should().Be(level);
        call.SpecialMetrics.Should().Equal("Status4xx");
        call.Metrics["Latency"].Should().BePositive();
        ((string)call.Line["correlation_id"]!).Should().Be("ATfSmjLgPHcESJw=");
        call.Line.AsObject().Should().NotContainKey("route").And.NotContainKey("caller");
    }

    [Fact]
    public async Task A_failure_at_or_above_the_level_has_all_fields()
    {
        using var proxy = new TableProxy(tables.Server.Address);
        await using var function = await StartAsync(proxy, ("AWS_LAMBDA_LOG_LEVEL", "ERROR"));
        proxy.Fault = Fault.Error("ValidationException", "reason");

        var call = await function.CallAsync(GetOne);

        ((string)call.Line["level"]!).Should().Be("ERROR");
        call.Line.AsObject().Should().ContainKey("route").And.ContainKey("exception");
    }

    [Theory]
    [InlineData("> /dev/full")]
    [InlineData(">&-")]
    [InlineData("| true")]
    public async Task An_output_that_accepts_no_line_does_not_fail_requests(string redirection)
    {
        using var folder = new TemporaryFolder();
        string bootstrap = folder.Write(
            "bootstrap",
            $"#!/bin/sh\n{(redirection.StartsWith('|') ? "" : "exec ")}{Repository.Bootstrap} {redirection}\n"
        );
        var environment = tables.Server.FunctionEnvironment(tables.Server.Address);
        await using var function = await FunctionProcess.StartAsync(environment, bootstrap);

        for (int i = 0; i < 3; i++)
        {
            var response = await function.InvokeAsync(GetOne);

            response.Status.Should().Be(404);
        }

        function.Output.Should().BeEmpty();
    }

    private Task<FunctionProcess> StartAsync(TableProxy proxy, params (string, string)[] variables) =>
        LoggedFunction.StartAsync(tables.Server, proxy.Address, variables);
}
