using System.Globalization;
using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Telemetry;

/// <summary>The line of each request, and what none has.</summary>
public sealed class RequestLogTests(TableFixture tables) : IClassFixture<TableFixture>
{
    private const string Trace = "Root=1-6a5145a9-1bae89e2512ec92d5d9438a0;Parent=53995c3f42cd8ad8;Sampled=0";
    private const string TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Fact]
    public async Task A_line_has_the_fields_of_the_request_in_the_format_of_Powertools()
    {
        await using var function = await LoggedFunction.StartAsync(tables.Server);
        string json = FunctionEvent.Http("GET", ItemsApi.Item("1"), headers: [("traceparent", TraceParent)]);

        var (response, line) = await function.CallAsync(json, Trace);

        line.AsObject()
            .Select(member => member.Key)
            .Should()
            .Equal(
                (string[])
                    [
                        .. "level message event_id timestamp service function_name function_version".Split(
                            ' '
                        ),
                        .. "cold_start function_request_id xray_trace_id correlation_id".Split(' '),
                        .. "method route status duration_ms table_calls table_ms caller traceparent".Split(
                            ' '
                        ),
                        .. "_aws Latency ColdStart Status4xx".Split(' '),
                    ]
            );
        LogCatalogue.ShouldHaveLevelOf(line);
        string timestamp = (string)line["timestamp"]!;
        timestamp.Should().MatchRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$");
        DateTimeOffset
            .Parse(timestamp, CultureInfo.InvariantCulture)
            .Should()
            .BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        ((string)line["service"]!).Should().Be("items-api");
        ((string)line["function_name"]!).Should().Be(LoggedFunction.Name);
        ((string)line["function_version"]!).Should().Be("7");
        ((string)line["function_request_id"]!).Should().Be(response.RequestId);
        ((string)line["xray_trace_id"]!).Should().Be("1-6a5145a9-1bae89e2512ec92d5d9438a0");
        ((string)line["correlation_id"]!).Should().Be("ATfSmjLgPHcESJw=");
        ((string)line["method"]!).Should().Be("GET");
        ((string)line["route"]!).Should().Be("/api/v1/items/{item_id}");
        ((int)line["status"]!).Should().Be(404);
        ((int)line["table_calls"]!).Should().Be(1);
        ((double)line["table_ms"]!).Should().BePositive().And.BeLessThan((double)line["duration_ms"]!);
        ((string)line["caller"]!).Should().Be("x");
        ((string)line["traceparent"]!).Should().Be(TraceParent);
    }

    [Theory]
    [InlineData("GET", "/", 200, "/")]
    [InlineData("HEAD", "/api/v1/items/", 200, "/api/v1/items")]
    [InlineData("GET", "/api/v1/items?limit=0", 422, "/api/v1/items")]
    [InlineData("DELETE", "/api/v1/items/7/", 404, "/api/v1/items/{item_id}")]
    [InlineData("POST", "/api/v1/items/7", 405, "/api/v1/items/{item_id}")]
    [InlineData("BREW", "/api/v1/items", 405, "/api/v1/items")]
    [InlineData("OPTIONS", "/api/v1/items", 204, "/api/v1/items")]
    [InlineData("GET", "/private-path", 404, null)]
    public async Task Each_response_has_a_line_with_the_template_of_its_path(
        string method,
        string target,
        int status,
        string? route
    )
    {
        string[] parts = target.Split('?');
        await using var function = await LoggedFunction.StartAsync(tables.Server);

        var call = await function.CallAsync(
            FunctionEvent.Http(method, parts[0], query: parts.Length > 1 ? parts[1] : "")
        );

        call.Status.Should().Be(status);
        ((int)call.Line["status"]!).Should().Be(status);
        ((string)call.Line["method"]!).Should().Be(method == "BREW" ? "OTHER" : method);
        ((string?)call.Line["route"]).Should().Be(route);
    }

    [Fact]
    public async Task A_request_without_a_token_has_no_caller()
    {
        await using var function = await LoggedFunction.StartAsync(tables.Server);

        var call = await function.CallAsync(FunctionEvent.Http("GET", ItemsApi.Items, authorizer: null));

        call.Status.Should().Be(401);
        call.Line.AsObject().Should().NotContainKey("caller");
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_has_a_line_without_a_request()
    {
        await using var function = await LoggedFunction.StartAsync(tables.Server);

        var call = await function.CallAsync("""{"version":"2.0","rawPath":7}""");

        call.Status.Should().Be(500);
        ((string)call.Line["event_id"]!).Should().Be("request_failed");
        ((string)call.Line["exception_name"]!).Should().Be("System.Text.Json.JsonException");
        call.Line.AsObject().Should().NotContainKey("method").And.NotContainKey("route");
    }

    [Fact]
    public async Task Only_the_first_invocation_of_a_process_is_a_cold_start_whatever_its_event()
    {
        await using var function = await LoggedFunction.StartAsync(tables.Server);

        await function.InvokeAsync("""{"detail-type":"Scheduled Event"}""");
        await Wait.UntilAsync("the line of the event is written", () => function.Output.Count == 1);
        var second = await function.CallAsync(FunctionEvent.Http("GET", "/"));
        var third = await function.CallAsync(FunctionEvent.Http("GET", "/"));

        var first = JsonNode.Parse(function.Output[0])!;
        LogCatalogue.ShouldContain(first);
        ((string)first["event_id"]!).Should().Be("unsupported_event");
        new[] { first, second.Line, third.Line }
            .Select(line => (bool)line["cold_start"]!)
            .Should()
            .Equal(true, false, false);
        second.Metrics.Should().NotContainKey("ColdStart");
    }

    [Fact]
    public async Task No_line_has_a_token_a_key_a_path_a_query_or_a_body()
    {
        string[] secrets = [.. Enumerable.Range(0, 8).Select(i => $"secret{i}-{Guid.NewGuid():N}")];
        using var proxy = new TableProxy(tables.Server.Address);
        await using var function = await LoggedFunction.StartAsync(
            tables.Server,
            proxy.Address,
            [("AWS_LAMBDA_LOG_LEVEL", "TRACE"), ("AWS_SESSION_TOKEN", secrets[6])]
        );
        (string, string)[] headers =
        [
            ("authorization", $"Bearer {secrets[0]}"),
            ("idempotency-key", secrets[1]),
            ("if-match", $"\"{secrets[2]}\""),
            ("traceparent", secrets[3]),
        ];
        string body = ItemsApi.MugWith("category", $"\"{secrets[4]}\"");
        List<int> statuses = [];
        foreach (var fault in (Fault[])[Fault.None, Fault.InternalServerError, Fault.GarbledBody])
        {
            proxy.Fault = fault;
            foreach (
                string json in (string[])
                    [
                        FunctionEvent.Http("POST", ItemsApi.Items, body: body, headers: headers),
                        FunctionEvent.Http(
                            "POST",
                            ItemsApi.Items,
                            body: $"{{\"name\": {secrets[5]}",
                            headers: headers
                        ),
                        FunctionEvent.Http("PUT", ItemsApi.Item(secrets[7]), body: body, headers: headers),
                        FunctionEvent.Http(
                            "GET",
                            ItemsApi.Items,
                            query: $"category={secrets[4]}&cursor={secrets[5]}",
                            headers: headers
                        ),
                        FunctionEvent.Http("GET", $"/{secrets[7]}", headers: headers),
                    ]
            )
            {
                statuses.Add((await function.CallAsync(json)).Status);
            }
        }

        statuses.Distinct().Should().Contain([201, 404, 422, 503]);
        string log = string.Join('\n', function.Output);
        secrets.Should().OnlyContain(secret => !log.Contains(secret, StringComparison.Ordinal));
    }
}
