using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Telemetry;

/// <summary>The metrics of each outcome. Alarms and dashboard of the template use their names.</summary>
public sealed class MetricsTests(TableFixture tables) : IAsyncLifetime, IClassFixture<TableFixture>
{
    private const string Throttle = "ProvisionedThroughputExceededException";

    private TableProxy Proxy { get; } = new(tables.Server.Address);

    private FunctionProcess Function { get; set; } = null!;

    [Fact]
    public async Task They_have_one_namespace_and_one_set_of_dimensions()
    {
        var call = await Function.CallAsync(FunctionEvent.Http("GET", "/"));

        var directive = call.Line["_aws"]!["CloudWatchMetrics"]!.AsArray().Should().ContainSingle().Subject!;
        ((string)directive["Namespace"]!).Should().Be("ItemsApi");
        directive["Dimensions"]!.ToJsonString().Should().Be("""[["service","function_name"]]""");
        directive["Metrics"]!
            .ToJsonString()
            .Should()
            .Be(
                """[{"Name":"Latency","Unit":"Milliseconds"},{"Name":"ColdStart","Unit":"Count"},{"Name":"Status2xx","Unit":"Count"}]"""
            );
        call.Metrics["Latency"].Should().Be((double)call.Line["duration_ms"]!);
        call.Metrics["ColdStart"].Should().Be(1);
    }

    [Fact]
    public async Task Each_status_has_its_class_and_a_lost_update_its_own_count()
    {
        var created = await CreateAsync();
        string path = ItemsApi.Item(created.Response.ItemId);

        Should(created, 201, "Status2xx");
        Should(await CallAsync("GET", path, ("if-none-match", "\"1\"")), 304, "Status3xx");
        Should(await CallAsync("GET", "/nowhere"), 404, "Status4xx");
        Should(await CallAsync("DELETE", path, ("if-match", "\"7\"")), 412, "Status4xx", "PreconditionFailed");
        Proxy.Fault = Fault.Error("ValidationException", "reason");
        Should(await CallAsync("GET", path), 500, "Status5xx");
    }

    [Fact]
    public async Task A_repeated_create_is_a_replay()
    {
        (string, string) key = ("idempotency-key", Guid.NewGuid().ToString());

        Should(await CreateAsync(key), 201, "Status2xx");
        Should(await CreateAsync(key), 201, "Status2xx", "Replay");
    }

    [Fact]
    public async Task A_conflict_that_lasts_is_counted()
    {
        Function.Timeout = TimeSpan.FromSeconds(1);
        Proxy.Fault = Fault.Cancellation(
            "conflict",
            """{"Code":"None"}""",
            """{"Code":"TransactionConflict"}"""
        );

        LoggedResponse call;
        int attempts = 0;
        do
        {
            // A 503 when the deadline was during an attempt, whose outcome is then unknown.
            call = await CreateAsync(("idempotency-key", Guid.NewGuid().ToString()));
        } while (call.Status != 409 && ++attempts < 10);

        Should(call, 409, "Status4xx", "Conflict");
    }

    [Fact]
    public async Task Each_throttled_attempt_is_counted_also_when_a_later_one_succeeds()
    {
        string path = ItemsApi.Item((await CreateAsync()).Response.ItemId);
        Proxy.Fault = Fault.Error(Throttle, "reason").Once;

        var served = await CallAsync("GET", path);

        Should(served, 200, "Status2xx", "TableThrottle");
        served.Metrics["TableThrottle"].Should().Be(1);
        ((int)served.Line["table_calls"]!).Should().Be(2);

        Proxy.Fault = Fault.Error(Throttle, "reason");
        var unavailable = await CallAsync("GET", path);

        Should(unavailable, 503, "Status5xx", "Unavailable", "TableThrottle");
        unavailable.Metrics["TableThrottle"].Should().Be(5, "a call has five attempts");
    }

    [Fact]
    public async Task A_throttled_transaction_is_counted()
    {
        Proxy.Fault = Fault.Cancellation("throttled", """{"Code":"ThrottlingError"}""").Once;

        Should(await CreateAsync(), 201, "Status2xx", "TableThrottle");
    }

    [Fact]
    public async Task A_write_that_may_have_been_applied_has_an_unknown_outcome_and_a_read_has_not()
    {
        string path = ItemsApi.Item((await CreateAsync()).Response.ItemId);
        Proxy.Fault = Fault.InternalServerErrorAfterWrite;

        Should(await CreateAsync(), 503, "Status5xx", "Unavailable", "OutcomeUnknown");
        Should(await CallAsync("GET", path), 503, "Status5xx", "Unavailable");
    }

    [Theory]
    [InlineData("_aws", "Timestamp", "\"now\"")]
    [InlineData("_aws", "CloudWatchMetrics", "{}")]
    [InlineData("_aws", "CloudWatchMetrics", """[{"Namespace":"","Dimensions":[[]],"Metrics":[{"Name":"Latency"}]}]""")]
    [InlineData("_aws", "CloudWatchMetrics", """[{"Namespace":"n","Dimensions":[],"Metrics":[{"Name":"Latency"}]}]""")]
    [InlineData("_aws", "CloudWatchMetrics", """[{"Namespace":"n","Dimensions":[["status"]],"Metrics":[{"Name":"Latency"}]}]""")]
    [InlineData("_aws", "CloudWatchMetrics", """[{"Namespace":"n","Dimensions":[["none"]],"Metrics":[{"Name":"Latency"}]}]""")]
    [InlineData("_aws", "CloudWatchMetrics", """[{"Namespace":"n","Dimensions":[[]],"Metrics":[]}]""")]
    [InlineData("_aws", "CloudWatchMetrics", """[{"Namespace":"n","Dimensions":[[]],"Metrics":[{"Name":"level"}]}]""")]
    [InlineData("_aws", "CloudWatchMetrics", """[{"Namespace":"n","Dimensions":[[]],"Metrics":[{"Name":"Latency","Unit":"ms"}]}]""")]
    [InlineData("_aws", "CloudWatchMetrics", """[{"Namespace":"n","Dimensions":[[]],"Metrics":[{"Name":"Latency"},{"Name":"Latency"}]}]""")]
    public async Task A_line_that_breaks_a_rule_of_the_format_is_found(string parent, string member, string json)
    {
        var call = await Function.CallAsync(FunctionEvent.Http("GET", "/"));
        call.Line[parent]![member] = JsonNode.Parse(json);

        EmbeddedMetricFormat.FindErrors(call.Line).Should().NotBeEmpty();
    }

    public async Task InitializeAsync() =>
        Function = await LoggedFunction.StartAsync(tables.Server, Proxy.Address);

    public async Task DisposeAsync()
    {
        await Function.DisposeAsync();
        Proxy.Dispose();
    }

    private static void Should(LoggedResponse call, int status, params string[] metrics)
    {
        call.Status.Should().Be(status, "the response is {0}", call.Response.Json);
        call.SpecialMetrics.Should().Equal(metrics);
    }

    private Task<LoggedResponse> CreateAsync(params (string, string)[] headers) =>
        Function.CallAsync(FunctionEvent.Http("POST", ItemsApi.Items, body: ItemsApi.Mug, headers: headers));

    private Task<LoggedResponse> CallAsync(string method, string path, params (string, string)[] headers) =>
        Function.CallAsync(FunctionEvent.Http(method, path, headers: headers));
}
