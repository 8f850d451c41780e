using System.Text.Json.Nodes;
using Items.ColdStart.Load;
using Items.ColdStart.Modes;
using Items.LocalHost;
using Microsoft.AspNetCore.Http;

namespace Items.ColdStart.Tests.Load;

public sealed class LoadTestTests
{
    [Fact]
    public async Task Counts_statuses_cold_starts_and_what_is_billed()
    {
        await using var api = await HttpServer.StartAsync(
            (number, context) =>
                number switch
                {
                    1 => Respond(context, 200, "cold, init;dur=6.1, db;dur=3.2, total;dur=5.0"),
                    2 => Respond(context, 200, "cold, init;dur=8.1", "total;dur=7.0"),
                    3 => Respond(context, 429),
                    _ => Respond(context, 200, "db;dur=1, total;dur=1.5"),
                }
        );

        var result = await MeasureAsync(api.Address, "--requests=10", "--concurrency=3", "--memory=1024");

        result.Responses.Should().Be(10);
        result.Statuses.Select(it => (it.Status, it.Responses)).Should().Equal((200, 9), (429, 1));
        result.Timed.Should().Be(9);
        result.Cold!.Responses.Should().Be(2);
        result.Cold.Init.Should().Be(Percentiles.Of([6.1, 8.1]));
        result.Cold.Total.Should().Be(Percentiles.Of([5, 7]));
        // 12 and 16 for the cold starts, 2 for each of the seven others, nothing for the 429.
        result.Billed!.Responses.Should().Be(9);
        result.Billed.MillisecondsEach.Should().BeApproximately(42 / 9.0, 1e-9);
        result.Failures.Should().BeEmpty();
        api.Connections.Should().BeInRange(1, 3);
        result.Connects!.Max.Should().BePositive();
    }

    [Fact]
    public async Task Does_not_count_the_time_of_an_error_as_latency()
    {
        await using var api = await HttpServer.StartAsync((_, context) => Respond(context, 503));

        var result = await MeasureAsync(api.Address, "--requests=3", "--concurrency=1");

        result.Latency.Should().BeNull();
        result.Statuses.Should().ContainSingle().Which.Latency.Max.Should().BePositive();
    }

    [Fact]
    public async Task Sends_the_request_that_the_options_describe()
    {
        List<string> requests = [];
        List<string> keys = [];
        await using var api = await HttpServer.StartAsync(
            async (_, context) =>
            {
                var request = context.Request;
                using var reader = new StreamReader(request.Body);
                requests.Add(
                    $"{request.Method} {request.Path}{request.QueryString} {request.ContentType} "
                        + $"{request.Headers.IfMatch} {await reader.ReadToEndAsync()}"
                );
                keys.Add(request.Headers["Idempotency-Key"].ToString());
            }
        );
        using var folder = new TemporaryFolder();
        string body = folder.Write("item.json", """{"name":"Mug"}""");

        await MeasureAsync(
            $"{api.Address}/stage",
            "--path=/items?limit=1",
            $"--body=@{body}",
            "--header=If-Match: \"3\"",
            "--idempotency-key",
            "--requests=2",
            "--concurrency=1"
        );

        requests
            .Should()
            .Equal(Enumerable.Repeat("""POST /stage/items?limit=1 application/json "3" {"name":"Mug"}""", 2));
        keys.Should().OnlyHaveUniqueItems().And.NotContain("");
    }

    [Fact]
    public void A_body_that_is_not_JSON_is_an_error_before_the_first_request() =>
        FluentActions
            .Invoking(() => Parse("--url=https://api.example.com", "--body={"))
            .Should()
            .Throw<HostError>()
            .WithMessage("--body is not JSON: *");

    [Fact]
    public async Task Reports_requests_without_a_response_beside_those_with_one()
    {
        await using var api = await HttpServer.StartAsync(
            async (number, context) =>
            {
                if (number == 2)
                {
                    // After the start of the response, or the client may send the request again.
                    context.Response.ContentLength = 2;
                    await context.Response.WriteAsync("1");
                    context.Abort();
                }
            }
        );

        var result = await MeasureAsync(api.Address, "--requests=5", "--concurrency=1");

        result.Responses.Should().Be(4);
        result.Failures.Should().ContainSingle().Which.Requests.Should().Be(1);
    }

    [Fact]
    public async Task Writes_the_report_as_text_and_as_JSON()
    {
        await using var api = await HttpServer.StartAsync(
            (number, context) =>
                Respond(context, 200, number == 1 ? "cold, init;dur=6.1, total;dur=5.0" : "total;dur=1.5")
        );
        using var folder = new TemporaryFolder();
        string file = folder.PathTo("report.json");

        string output = await RunAsync(
            $"--url={api.Address}",
            "--concurrency=1,2",
            "--requests=4",
            "--price-gateway=2",
            $"--json={file}"
        );

        output
            .Should()
            .Contain("| 1 | 1 of 4 | 6.10 | 6.10 | 5.00 | 5.00 |")
            .And.Contain("| 2 | 0 of 4 | - | - | - | - |")
            .And.Contain("| 1 | 200 | 4 |")
            .And.Contain("Prices as given");
        var results = JsonNode.Parse(await File.ReadAllTextAsync(file))!["results"]!.AsArray();
        results.Should().HaveCount(2);
        ((double?)results[0]!["cold"]!["init"]!["p50"]).Should().Be(6.1);
        ((decimal?)results[0]!["billed"]!["per10000Requests"]!["gateway"]).Should().Be(0.02m);
    }

    [Fact]
    public async Task Says_how_to_switch_the_header_on_when_the_API_does_not_send_it()
    {
        await using var api = await HttpServer.StartAsync((_, _) => Task.CompletedTask);

        string output = await RunAsync($"--url={api.Address}", "--requests=1");

        output.Should().Contain("ServerTiming=on").And.NotContain("Cost of");
    }

    [Fact]
    public async Task When_stopped_early_it_reports_what_was_measured_until_then()
    {
        using var stop = new CancellationTokenSource();
        await using var api = await HttpServer.StartAsync(
            async (number, context) =>
            {
                if (number == 4)
                {
                    await stop.CancelAsync();
                    await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { });
                }
            }
        );
        var output = new StringWriter();

        await LoadTest.RunAsync(
            Parse([$"--url={api.Address}", "--concurrency=1,2", "--seconds=600"]),
            output,
            stop.Token
        );

        output
            .ToString()
            .WithoutAlignment()
            .Should()
            .Contain("| 1 | 200 | 3 |")
            .And.NotContain("no response to");
    }

    [Fact]
    public async Task When_the_API_fails_it_reports_what_was_measured_until_then()
    {
        await using var api = await HttpServer.StartAsync(
            (number, context) =>
            {
                if (number > 4)
                {
                    context.Abort();
                }

                return Task.CompletedTask;
            }
        );

        string output = await RunAsync($"--url={api.Address}", "--concurrency=1,2,3", "--requests=4");

        output
            .Should()
            .Contain("| 1 | 200 | 4 |")
            .And.Contain("2 clients: no response to")
            .And.NotContain("3 clients");
    }

    [Fact]
    public async Task Without_a_2xx_response_there_is_an_error_after_the_report()
    {
        await using var api = await HttpServer.StartAsync((_, context) => Respond(context, 401));
        var output = new StringWriter();

        var running = () =>
            LoadTest.RunAsync(
                Parse([$"--url={api.Address}", "--requests=3"]),
                output,
                CancellationToken.None
            );

        await running.Should().ThrowAsync<HostError>().WithMessage("no 2xx response from *, only 401");
        output
            .ToString()
            .WithoutAlignment()
            .Should()
            .Contain("| 401 | 3 |")
            .And.NotContain("ServerTiming=on");
    }

    [Fact]
    public async Task An_address_without_a_server_is_one_clear_error()
    {
        string address;
        await using (var api = await HttpServer.StartAsync((_, _) => Task.CompletedTask))
        {
            address = api.Address;
        }

        var running = () => RunAsync($"--url={address}", "--requests=1");

        await running.Should().ThrowAsync<HostError>().WithMessage("no response from *: Connection refused*");
    }

    /// <returns>The report.</returns>
    private static async Task<string> RunAsync(params string[] arguments)
    {
        var output = new StringWriter();
        await LoadTest.RunAsync(Parse(arguments), output, CancellationToken.None);
        return output.ToString().WithoutAlignment();
    }

    private static LoadOptions Parse(params string[] arguments) =>
        LoadMode.ToOptions(CommandLine.Parse(arguments));

    private static Task<LoadResult> MeasureAsync(string url, params string[] arguments)
    {
        var options = Parse([$"--url={url}", .. arguments]);
        return LoadTest.MeasureAsync(options, options.Concurrency[0], CancellationToken.None);
    }

    private static Task Respond(HttpContext context, int status, params string[] timings)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["Server-Timing"] = timings;
        return Task.CompletedTask;
    }
}
