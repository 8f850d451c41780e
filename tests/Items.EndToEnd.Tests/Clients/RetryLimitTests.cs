using Items.Client;

namespace Items.EndToEnd.Tests.Clients;

/// <summary>When the two clients stop to repeat: attempts, time, <c>Retry-After</c>, cancellation. Each runs the same cases.</summary>
public sealed class RetryLimitTests : IAsyncLifetime
{
    private static readonly ItemCreate Mug = new()
    {
        Name = "Mug",
        Price = 1,
        Category = "kitchen",
    };

    /// <summary>Outcome, and the case with the number of its requests.</summary>
    private static readonly (string Outcome, string Case, int Requests)[] Expected =
    [
        ("503 4", "503-always/default", 4),
        ("503 1", "503-always/off", 1),
        ("ok 2", "503_past/default", 2),
        ("ok 2", "503/unlimited", 2),
        ("503 1", "503_hour/default", 1),
        ("503 1", "503_3600/default", 1),
        ("timeout", "silent-always/attempt", 1),
        ("timeout", "silent-always/total", 1),
        ("cancelled", "silent-always/cancelled", 1),
        ("cancelled", "503_30-always/cancelled", 1),
        ("cancelled", "early/cancelled", 0),
    ];

    private FaultyApi _api = null!;

    public async Task InitializeAsync() => _api = await FaultyApi.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task The_CSharp_client_stops_at_its_limits()
    {
        var off = new RetryOptions { MaximumAttempts = 1 };
        var brief = TimeSpan.FromSeconds(2);
        var unlimited = new RetryOptions
        {
            AttemptTimeout = TimeSpan.MaxValue,
            TotalTimeout = TimeSpan.MaxValue,
        };
        string[] outcomes =
        [
            await RunAsync("503-always/default", items => items.CreateItemAsync(Mug)),
            await RunAsync("503-always/off", items => items.CreateItemAsync(Mug), off),
            await RunAsync("503_past/default", items => items.CreateItemAsync(Mug)),
            await RunAsync("503/unlimited", items => items.CreateItemAsync(Mug), unlimited),
            await RunAsync("503_hour/default", items => items.CreateItemAsync(Mug)),
            await RunAsync("503_3600/default", items => items.CreateItemAsync(Mug)),
            await RunAsync(
                "silent-always/attempt",
                items => items.CreateItemAsync(Mug),
                off with
                {
                    AttemptTimeout = brief,
                }
            ),
            await RunAsync(
                "silent-always/total",
                items => items.CreateItemAsync(Mug),
                new() { TotalTimeout = brief }
            ),
            await RunCancelledAsync("silent-always/cancelled", off),
            await RunCancelledAsync("503_30-always/cancelled"),
            await RunAsync("early/cancelled", items => items.CreateItemAsync(Mug, null, new(canceled: true))),
        ];

        outcomes.Should().Equal(Expected.Select(it => it.Outcome));
        ShouldHaveReceived("cs");
    }

    [Fact]
    public async Task The_TypeScript_client_stops_at_its_limits()
    {
        string printed = await TypeScriptProgram.RunAsync(Program, _api.Address);

        printed.Trim().Split('\n').Should().Equal(Expected.Select(it => it.Outcome));
        ShouldHaveReceived("ts");
    }

    [Fact]
    public async Task A_request_without_a_response_in_time_is_repeated()
    {
        // Only the first request gets no response. More attempts than two, for a slow machine.
        var retries = new RetryOptions { MaximumAttempts = 8, AttemptTimeout = TimeSpan.FromSeconds(2) };

        string outcome = await RunAsync("silent/repeated", items => items.CreateItemAsync(Mug), retries);

        outcome.Should().MatchRegex("^ok [2-8]$");
        _api.RequestsOf("cs/silent/repeated").Select(it => it.Key).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task A_key_of_the_caller_is_used_for_every_attempt()
    {
        await RunAsync("503/key", items => items.CreateItemAsync(Mug, "mine"));

        _api.RequestsOf("cs/503/key").Select(it => it.Key).Should().Equal("mine", "mine");
    }

    [Theory]
    [InlineData(1, "7", 7_000)]
    [InlineData(3, "2", 8_000)]
    [InlineData(2, "20", 20_000)]
    [InlineData(1, "soon", 1_000)]
    [InlineData(4, null, 8_000)]
    [InlineData(9, null, 16_000)]
    [InlineData(2, "Thu, 20 Nov 2025 09:29:10 GMT", 0)]
    public async Task A_pause_is_at_least_Retry_After_and_grows(int attempt, string? retryAfter, double least)
    {
        using var response = new HttpResponseMessage();
        if (retryAfter is not null)
        {
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        }

        double csharp = Attempts.Pause(attempt, response.Headers.RetryAfter).TotalMilliseconds;
        string argument = retryAfter is null ? "undefined" : $"'{retryAfter}'";
        string typeScript = await TestProcess.RunAsync(
            "node",
            "--input-type=module",
            "--eval",
            $"import {{ pause }} from './artifacts/clients/dist/attempts.js'; console.log(pause({attempt}, {argument}));"
        );

        csharp.Should().BeInRange(least, least * 1.5);
        double.Parse(typeScript).Should().BeInRange(least, least * 1.5);
    }

    private void ShouldHaveReceived(string client)
    {
        Expected
            .Select(it => (it.Case, _api.RequestsOf($"{client}/{it.Case}").Length))
            .Should()
            .Equal(Expected.Select(it => (it.Case, it.Requests)));
        _api.RequestsOf($"{client}/503-always/default").Should().OnlyContain(it => it.Key != null);
        // Without repetitions a key would only cost a write.
        _api.RequestsOf($"{client}/503-always/off").Should().OnlyContain(it => it.Key == null);
    }

    private async Task<string> RunCancelledAsync(string name, RetryOptions? retries = null)
    {
        using var cancellation = new CancellationTokenSource();
        var call = RunAsync(name, items => items.CreateItemAsync(Mug, null, cancellation.Token), retries);
        await Wait.UntilAsync("the request arrives", () => _api.RequestsOf($"cs/{name}").Length > 0);
        await cancellation.CancelAsync();
        return await call;
    }

    private async Task<string> RunAsync(
        string name,
        Func<ItemsClient, Task<ApiResponse<Item>>> call,
        RetryOptions? retries = null
    )
    {
        using var http = new HttpClient { BaseAddress = new Uri($"{_api.Address}/cs/{name}") };
        try
        {
            return $"ok {(await call(new ItemsClient(http, retries: retries))).Attempts}";
        }
        catch (ApiException error)
        {
            return $"{error.StatusCode} {error.Attempts}";
        }
        catch (TimeoutException)
        {
            return "timeout";
        }
        catch (OperationCanceledException)
        {
            return "cancelled";
        }
    }

    private const string Program = """
        import { ApiException, ItemsClient, type RetryOptions } from "items-api-client";

        declare const process: { argv: string[] };
        const [address] = process.argv.slice(2) as [string];
        const mug = { name: "Mug", price: 1, category: "kitchen" };

        await run("503-always/default");
        await run("503-always/off", { maximumAttempts: 1 });
        await run("503_past/default");
        await run("503/unlimited", { attemptTimeout: Infinity, totalTimeout: Infinity });
        await run("503_hour/default");
        await run("503_3600/default");
        await run("silent-always/attempt", { maximumAttempts: 1, attemptTimeout: 2000 });
        await run("silent-always/total", { totalTimeout: 2000 });
        await runCancelled("silent-always/cancelled", { maximumAttempts: 1 });
        await runCancelled("503_30-always/cancelled");
        await run("early/cancelled", {}, AbortSignal.abort(new Error("cancelled")));

        async function run(name: string, retries: RetryOptions = {}, signal?: AbortSignal): Promise<void> {
          const items = new ItemsClient(`${address}/ts/${name}`, undefined, retries);
          try {
            console.log(`ok ${(await items.createItem(mug, { signal })).attempts}`);
          } catch (error) {
            console.log(
              error instanceof ApiException ? `${error.status} ${error.attempts}`
                : signal !== undefined && error === signal.reason ? signal.reason.message
                : error instanceof DOMException && error.name === "TimeoutError" ? "timeout"
                : String(error),
            );
          }
        }

        async function runCancelled(name: string, retries: RetryOptions = {}): Promise<void> {
          const controller = new AbortController();
          const call = run(name, retries, controller.signal);
          await fetch(`${address}/received/ts/${name}`);
          controller.abort(new Error("cancelled"));
          await call;
        }
        """;
}
