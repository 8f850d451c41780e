using Items.ColdStart.Load;
using Items.LocalHost;

namespace Items.ColdStart.Tests.Load;

public sealed class EarlyStopTests
{
    [Theory]
    [InlineData(
        401,
        null,
        "*failed: 401 Unauthorized; set the environment variable ITEMS_TOKEN to an access token"
    )]
    [InlineData(401, "e30.e30.x", "*401 Unauthorized; the token in ITEMS_TOKEN is not valid or has expired")]
    [InlineData(403, "e30.e30.x", "*failed: 403 Forbidden")]
    [InlineData(404, null, "*failed: 404 Not Found")]
    [InlineData(429, null, "*failed: 429 Too Many Requests")]
    public async Task A_test_whose_first_requests_are_all_rejected_ends_with_one_line(
        int status,
        string? token,
        string message
    )
    {
        int requests = 0;
        await using var api = await HttpServer.StartAsync(
            (number, context) =>
            {
                requests = number;
                context.Response.StatusCode = status;
                return Task.CompletedTask;
            }
        );
        var output = new StringWriter();

        var running = () => RunAsync(api.Address, output, token: token);

        (await running.Should().ThrowAsync<HostError>().WithMessage(message))
            .Which.Message.Should()
            .StartWith($"stopped, because all of the first {LoadMonitor.Deciding} requests to ")
            .And.NotContain("\n");
        requests.Should().Be(LoadMonitor.Deciding);
        output.ToString().Should().NotContain("|", "there is no report");
    }

    [Fact]
    public async Task A_schedule_whose_first_requests_are_all_rejected_ends_too()
    {
        await using var api = await HttpServer.StartAsync(
            (_, context) =>
            {
                context.Response.StatusCode = 403;
                return Task.CompletedTask;
            }
        );

        var running = () => RunAsync(api.Address, TextWriter.Null, rate: 50);

        await running.Should().ThrowAsync<HostError>().WithMessage("stopped, *403 Forbidden");
    }

    [Fact]
    public async Task A_test_whose_connections_fail_ends_with_one_line()
    {
        string address;
        await using (var api = await HttpServer.StartAsync((_, _) => Task.CompletedTask))
        {
            address = api.Address;
        }

        var running = () => RunAsync(address, TextWriter.Null);

        await running.Should().ThrowAsync<HostError>().WithMessage("stopped, *Connection refused*");
    }

    [Fact]
    public async Task One_success_among_the_first_requests_continues_the_test()
    {
        await using var api = await HttpServer.StartAsync(
            (number, context) =>
            {
                context.Response.StatusCode = number == LoadMonitor.Deciding ? 200 : 429;
                return Task.CompletedTask;
            }
        );
        var output = new StringWriter();

        await RunAsync(api.Address, output, requests: 20);

        output
            .ToString()
            .WithoutAlignment()
            .Should()
            .Contain("| 1 | 200 | 1 |")
            .And.Contain("| 1 | 429 | 19 |");
    }

    private static Task RunAsync(
        string address,
        TextWriter output,
        string? token = null,
        int requests = 1_000_000,
        double? rate = null
    ) =>
        LoadTest.RunAsync(
            new LoadOptions
            {
                Request = new() { Target = new Uri(address), Token = token },
                Concurrency = [1],
                Requests = requests,
                Rate = rate,
            },
            output,
            CancellationToken.None
        );
}
