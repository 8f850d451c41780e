namespace Items.ColdStart.Load;

/// <param name="Latency">Of these responses only: errors of the gateway are faster than responses of the function.</param>
internal sealed record StatusCount(int Status, int Responses, Percentiles Latency);

/// <summary>Requests without a complete response.</summary>
internal sealed record FailureCount(string Reason, int Requests);

/// <summary>The first responses of sandboxes.</summary>
/// <param name="Init">From <c>Server-Timing</c>; null when it has none.</param>
/// <param name="Total">In the function, without INIT.</param>
/// <param name="Latency">At the client.</param>
internal sealed record ColdResponses(
    int Responses,
    Percentiles? Init,
    Percentiles? Total,
    Percentiles Latency
);

/// <summary>Responses whose <c>Server-Timing</c> has the time that Lambda bills.</summary>
/// <param name="MillisecondsEach">Mean.</param>
/// <param name="Per10000Requests">US dollars.</param>
internal sealed record Billed(int Responses, double MillisecondsEach, Cost Per10000Requests);

/// <summary>The result for one number of clients; times are milliseconds.</summary>
/// <param name="Latency">Of the responses from 200 to 299; null when there was none.</param>
/// <param name="Connects">TCP and TLS, which are not part of any latency.</param>
/// <param name="Timed">Number of responses with the function's <c>Server-Timing</c>.</param>
/// <param name="Cold">Null when there was none.</param>
/// <param name="Billed">Null when it is unknown.</param>
internal sealed record LoadResult(
    int Clients,
    double Seconds,
    int Responses,
    double ResponsesPerSecond,
    Percentiles? Latency,
    IReadOnlyList<StatusCount> Statuses,
    IReadOnlyList<FailureCount> Failures,
    Percentiles? Connects,
    int Timed,
    ColdResponses? Cold,
    Billed? Billed
)
{
    public static LoadResult Of(IReadOnlyList<Client> clients, TimeSpan time, LoadOptions options)
    {
        var all = new Observations();
        foreach (var client in clients)
        {
            all.Add(client.Observations);
        }

        int responses = all.Latencies.Values.Sum(it => it.Count);
        return new LoadResult(
            clients.Count,
            time.TotalSeconds,
            responses,
            responses / time.TotalSeconds,
            Percentiles.Of(all.Latencies.Where(it => it.Key is >= 200 and < 300).SelectMany(it => it.Value)),
            [
                .. all
                    .Latencies.OrderBy(it => it.Key)
                    .Select(it => new StatusCount(it.Key, it.Value.Count, Percentiles.Of(it.Value)!)),
            ],
            [
                .. all
                    .Failures.OrderByDescending(it => it.Value)
                    .Select(it => new FailureCount(it.Key, it.Value)),
            ],
            Percentiles.Of(clients.SelectMany(client => client.Connects)),
            all.Timed,
            ColdOf(all.Cold),
            BilledOf(all, options)
        );
    }

    private static ColdResponses? ColdOf(IReadOnlyList<ColdResponse> cold) =>
        cold is []
            ? null
            : new ColdResponses(
                cold.Count,
                Percentiles.Of(cold.Select(it => it.Timing.Init).OfType<double>()),
                Percentiles.Of(cold.Select(it => it.Timing.Total).OfType<double>()),
                Percentiles.Of(cold.Select(it => it.Latency))!
            );

    private static Billed? BilledOf(Observations all, LoadOptions options) =>
        all.Invocations == 0
            ? null
            : new Billed(
                all.Invocations,
                all.Billed / (double)all.Invocations,
                Cost.Of(all.Billed, all.Invocations, options.Memory, options.Prices)
            );
}
