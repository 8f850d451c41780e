namespace Items.ColdStart.Load;

/// <param name="Status">Such as 200.</param>
/// <param name="Latency">Of these answers alone: a gateway refuses faster than a function answers.</param>
internal sealed record StatusCount(int Status, int Answers, Percentiles Latency);

/// <summary>Requests without a whole answer.</summary>
internal sealed record FailureCount(string Reason, int Requests);

/// <summary>The first answers of sandboxes.</summary>
/// <param name="Init">As the function says; null when it does not.</param>
/// <param name="Total">Within the function, INIT not included.</param>
/// <param name="Latency">As the client saw it.</param>
internal sealed record ColdAnswers(int Answers, Percentiles? Init, Percentiles? Total, Percentiles Latency);

/// <summary>Answers whose <c>Server-Timing</c> has the time that Lambda bills.</summary>
/// <param name="MillisecondsEach">Mean.</param>
/// <param name="Per10000Requests">US dollars.</param>
internal sealed record Billed(int Answers, double MillisecondsEach, Cost Per10000Requests);

/// <summary>What one number of clients saw; times are milliseconds.</summary>
/// <param name="Latency">Of the answers from 200 to 299; null when there was none.</param>
/// <param name="Connects">TCP and TLS, which are not part of any latency.</param>
/// <param name="Timed">How many answers had the function's <c>Server-Timing</c>.</param>
/// <param name="Cold">Null when none was.</param>
/// <param name="Billed">Null when none can be known.</param>
internal sealed record LoadResult(
    int Clients,
    double Seconds,
    int Answers,
    double AnswersPerSecond,
    Percentiles? Latency,
    IReadOnlyList<StatusCount> Statuses,
    IReadOnlyList<FailureCount> Failures,
    Percentiles? Connects,
    int Timed,
    ColdAnswers? Cold,
    Billed? Billed
)
{
    public static LoadResult Of(IReadOnlyList<Client> clients, TimeSpan time, LoadOptions options)
    {
        var seen = new Observations();
        foreach (var client in clients)
        {
            seen.Add(client.Seen);
        }

        int answers = seen.Latencies.Values.Sum(it => it.Count);
        return new LoadResult(
            clients.Count,
            time.TotalSeconds,
            answers,
            answers / time.TotalSeconds,
            Percentiles.Of(seen.Latencies.Where(it => it.Key is >= 200 and < 300).SelectMany(it => it.Value)),
            [
                .. seen
                    .Latencies.OrderBy(it => it.Key)
                    .Select(it => new StatusCount(it.Key, it.Value.Count, Percentiles.Of(it.Value)!)),
            ],
            [
                .. seen
                    .Failures.OrderByDescending(it => it.Value)
                    .Select(it => new FailureCount(it.Key, it.Value)),
            ],
            Percentiles.Of(clients.SelectMany(client => client.Connects)),
            seen.Timed,
            ColdOf(seen.Cold),
            BilledOf(seen, options)
        );
    }

    private static ColdAnswers? ColdOf(IReadOnlyList<ColdAnswer> cold) =>
        cold is []
            ? null
            : new ColdAnswers(
                cold.Count,
                Percentiles.Of(cold.Select(it => it.Timing.Init).OfType<double>()),
                Percentiles.Of(cold.Select(it => it.Timing.Total).OfType<double>()),
                Percentiles.Of(cold.Select(it => it.Latency))!
            );

    private static Billed? BilledOf(Observations seen, LoadOptions options) =>
        seen.Invocations == 0
            ? null
            : new Billed(
                seen.Invocations,
                seen.Billed / (double)seen.Invocations,
                Cost.Of(seen.Billed, seen.Invocations, options.Memory, options.Prices)
            );
}
