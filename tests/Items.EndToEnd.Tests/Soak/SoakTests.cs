using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace Items.EndToEnd.Tests.Soak;

/// <summary>
/// Random requests and random faults, late requests included. A run has some seconds, or <c>ITEMS_SOAK_MINUTES</c>: at
/// most 55, since the access token is valid for an hour.
/// <c>ITEMS_SOAK_SEED</c> repeats the random decisions of a run, but not how the requests overlap.
/// </summary>
public sealed class SoakTests(SoakFixture fixture, ITestOutputHelper output) : IClassFixture<SoakFixture>
{
    private static readonly TimeSpan ScanInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(30);

    /// <summary>A run without each of these would prove nothing.</summary>
    private static readonly string[] Required =
    [
        "POST: 201",
        "POST with Idempotency-Key: 201",
        "PUT: 200",
        "PUT with If-Match: 200",
        "PUT with If-Match: 412",
        "PATCH: 200",
        "DELETE: 204",
        "GET: 200",
        "late TransactWriteItems: HTTP/1.1 200 OK",
        "late UpdateItem: HTTP/1.1 200 OK",
        "late UpdateItem: HTTP/1.1 400 Bad Request",
        "late DeleteItem: HTTP/1.1 400 Bad Request",
    ];

    private readonly TimeSpan _duration = Setting("ITEMS_SOAK_MINUTES") is { } minutes
        ? TimeSpan.FromMinutes(minutes)
        : TimeSpan.FromSeconds(5);

    private readonly int _seed = (int)(
        Setting("ITEMS_SOAK_SEED")
        ?? (Setting("ITEMS_SOAK_MINUTES") is null ? 1 : Random.Shared.Next(1_000_000))
    );

    private readonly Counts _counts = new();
    private readonly long _start = Stopwatch.GetTimestamp();

    [Fact]
    public async Task No_acknowledged_write_is_lost_doubled_or_undone()
    {
        var longestDelay = TimeSpan.FromSeconds(Math.Min(40, _duration.TotalSeconds / 2));
        var faults = new RandomFaults(fixture.Proxy, _seed, longestDelay, _counts);
        var history = new SoakHistory(fixture.Tables, longestDelay + TimeSpan.FromSeconds(30));
        Report($"seed {_seed}, {_duration.TotalMinutes:0.0} minutes", history);

        fixture.Proxy.Fault = faults.Fault;
        // The history is not thread-safe: all continuations run one after the other.
        await await Task.Factory.StartNew(
            () =>
                Task.WhenAll([
                    ReadAsync(history),
                    .. Enumerable.Range(1, SoakFixture.Clients).Select(number => SendAsync(history, number)),
                ]),
            CancellationToken.None,
            TaskCreationOptions.None,
            new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler
        );
        fixture.Proxy.Fault = Fault.None;
        await Wait.UntilAsync(
            "no request is late",
            () => faults.Late == 0,
            longestDelay + TimeSpan.FromSeconds(30)
        );
        await fixture.Proxy.UntilIdleAsync();
        await history.ScanAsync();

        Report(string.Join('\n', [.. history.Violations, _counts]), history);
        history.Violations.Should().BeEmpty("of the run with seed {0}", _seed);
        _counts.MissingOf(Required).Should().BeEmpty();
    }

    private async Task SendAsync(SoakHistory history, int number)
    {
        var random = new Random((_seed * 100) + number);
        var client = new SoakClient(fixture.Api.UncheckedClient, history, _counts, random);
        while (!IsOver(history))
        {
            await client.SendAsync();
        }
    }

    private async Task ReadAsync(SoakHistory history)
    {
        var nextScan = ScanInterval;
        var nextReport = ReportInterval;
        while (!IsOver(history))
        {
            await history.ReadHotItemsAsync();
            if (Elapsed > nextScan)
            {
                await history.ScanAsync();
                nextScan = Elapsed + ScanInterval;
            }

            if (Elapsed > nextReport)
            {
                Report("", history);
                nextReport = Elapsed + ReportInterval;
            }

            // Leaves most of the processor to the clients.
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <returns>True after the duration, or up to a minute later when something required has not occurred yet.</returns>
    private bool IsOver(SoakHistory history) =>
        history.HasFailed
        || (
            Elapsed > _duration
            && (!_counts.MissingOf(Required).Any() || Elapsed > _duration + TimeSpan.FromMinutes(1))
        );

    /// <summary>Writes to the test's output, which appears at the end, and to <c>artifacts/soak.txt</c>.</summary>
    private void Report(string text, SoakHistory history)
    {
        string line =
            $"{Elapsed:hh\\:mm\\:ss} {history.Violations.Count} violations, {history.Existing.Count()} items, "
            + $"{GC.GetTotalMemory(false) / 1_000_000} MB\n{text}";
        output.WriteLine(line);
        File.AppendAllText(Repository.PathTo("artifacts/soak.txt"), line.TrimEnd() + "\n");
    }

    private static double? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? double.Parse(text, CultureInfo.InvariantCulture)
            : null;
}

/// <summary>A sandbox for each client.</summary>
public sealed class SoakFixture() : FaultyTableFixture(Clients)
{
    internal const int Clients = 12;
}
