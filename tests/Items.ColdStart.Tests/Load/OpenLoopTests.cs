using Items.ColdStart.Load;

namespace Items.ColdStart.Tests.Load;

public sealed class OpenLoopTests
{
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_stall_of_the_API_is_part_of_the_latency_of_all_requests_that_were_due_during_it()
    {
        await using var api = await StallAtAsync(10);

        // One client, so that the requests wait behind the one that stalls.
        var result = await MeasureAsync(api, rate: 100, concurrency: 1, requests: 50);

        // Request n is due 10 * (n - 10) ms after the one that stalls, and cannot be sent before that has its response.
        result.Latency!.Max.Should().BeGreaterThan(Stall.TotalMilliseconds - 10);
        result.Latency.P50.Should().BeGreaterThan(Stall.TotalMilliseconds / 2);
        result.Schedule!.Late.Should().BeGreaterThanOrEqualTo(40);
        result.Schedule.MaximumDelay.Should().BeGreaterThan(Stall.TotalMilliseconds - 20);
        result.Schedule.Unsent.Should().Be(0);
    }

    [Fact]
    public async Task Without_a_schedule_a_stall_is_the_latency_of_one_request()
    {
        await using var api = await StallAtAsync(10);

        var result = await MeasureAsync(api, rate: null, concurrency: 1, requests: 50);

        result.Latency!.Max.Should().BeGreaterThan(Stall.TotalMilliseconds - 10);
        result.Latency.P50.Should().BeLessThan(result.Latency.Max / 2);
        result.Schedule.Should().BeNull();
    }

    [Fact]
    public async Task Requests_are_sent_while_others_have_no_response()
    {
        var all = new TaskCompletionSource();
        await using var api = await HttpServer.StartAsync(
            (number, _) =>
            {
                if (number == 4)
                {
                    all.SetResult();
                }

                return all.Task;
            }
        );

        var result = await MeasureAsync(api, rate: 1_000, concurrency: 4, requests: 4);

        result.Responses.Should().Be(4);
        api.Connections.Should().Be(4);
    }

    [Fact]
    public async Task Requests_that_are_due_while_all_clients_wait_are_not_sent_after_the_end()
    {
        await using var api = await StallAtAsync(1);

        var result = await MeasureAsync(
            api,
            rate: 100,
            concurrency: 1,
            requests: null,
            TimeSpan.FromSeconds(0.5)
        );

        result.Schedule!.Requests.Should().Be(50);
        result.Schedule.Unsent.Should().Be(49);
        result.Responses.Should().Be(1);
    }

    [Fact]
    public async Task Requests_are_not_sent_before_their_time()
    {
        await using var api = await HttpServer.StartAsync((_, _) => Task.CompletedTask);

        var result = await MeasureAsync(api, rate: 20, concurrency: 5, requests: 11);

        // The last one is due half a second after the first.
        result.Seconds.Should().BeGreaterThanOrEqualTo(0.5);
        result.Responses.Should().Be(11);
    }

    [Fact]
    public async Task A_schedule_that_was_not_kept_is_reported()
    {
        await using var api = await StallAtAsync(1);
        var output = new StringWriter();

        await LoadTest.RunAsync(
            Options(api, rate: 100, concurrency: 1, requests: null, TimeSpan.FromSeconds(0.5)),
            output,
            CancellationToken.None
        );

        output
            .ToString()
            .Should()
            .Contain("1 clients could not keep the rate of 100/s: of 50 requests ")
            .And.Contain("and 49 not at all")
            .And.Contain("from the scheduled time");
    }

    /// <param name="stalled">Number of the request whose response takes longer.</param>
    private static Task<HttpServer> StallAtAsync(int stalled) =>
        HttpServer.StartAsync((number, _) => number == stalled ? Task.Delay(Stall) : Task.CompletedTask);

    private static Task<LoadResult> MeasureAsync(
        HttpServer api,
        double? rate,
        int concurrency,
        int? requests,
        TimeSpan? time = null
    ) =>
        LoadTest.MeasureAsync(
            Options(api, rate, concurrency, requests, time),
            concurrency,
            CancellationToken.None
        );

    private static LoadOptions Options(
        HttpServer api,
        double? rate,
        int concurrency,
        int? requests,
        TimeSpan? time = null
    ) =>
        new()
        {
            Request = new() { Target = new Uri(api.Address) },
            Concurrency = [concurrency],
            Rate = rate,
            Requests = requests,
            Time = time,
        };
}
