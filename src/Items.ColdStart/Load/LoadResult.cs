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
)
{
    /// <returns>Null when there was none.</returns>
    public static ColdResponses? Of(Response[] cold) =>
        cold is []
            ? null
            : new ColdResponses(
                cold.Length,
                Percentiles.Of(cold.Select(it => it.Timing?.Init).OfType<double>()),
                Percentiles.Of(cold.Select(it => it.Timing?.Total).OfType<double>()),
                Percentiles.Of(cold.Select(it => it.Latency))!
            );
}

/// <summary>Responses whose <c>Server-Timing</c> has the time that Lambda bills.</summary>
/// <param name="MillisecondsEach">Mean.</param>
/// <param name="Per10000Requests">US dollars.</param>
internal sealed record Billed(int Responses, double MillisecondsEach, Cost Per10000Requests)
{
    /// <param name="timings">Those with a total.</param>
    /// <returns>Null when there was none.</returns>
    public static Billed? Of(ServerTiming[] timings, LoadOptions options)
    {
        long billed = timings.Sum(it => Cost.BilledMilliseconds(it.Total ?? 0, it.Init ?? 0));
        return timings is []
            ? null
            : new Billed(
                timings.Length,
                billed / (double)timings.Length,
                Cost.Of(billed, timings.Length, options.Memory, options.Prices)
            );
    }
}

/// <summary>The result for one number of clients; times are milliseconds.</summary>
/// <param name="Latency">Of the responses from 200 to 299; null when there was none.</param>
/// <param name="Histogram">Of the same responses as <paramref name="Latency"/>.</param>
/// <param name="Schedule">Null when there was none.</param>
/// <param name="Connects">TCP and TLS, which are part of a latency only where there was a schedule.</param>
/// <param name="Timed">Number of responses with the function's <c>Server-Timing</c>.</param>
internal sealed record LoadResult(
    int Clients,
    double Seconds,
    int Responses,
    double ResponsesPerSecond,
    Percentiles? Latency,
    IReadOnlyList<LatencyBin> Histogram,
    IReadOnlyList<StatusCount> Statuses,
    IReadOnlyList<FailureCount> Failures,
    Schedule? Schedule,
    Percentiles? Connects,
    int Timed,
    ColdResponses? Cold,
    Billed? Billed
)
{
    public static LoadResult Of(
        IReadOnlyList<Client> clients,
        TimeSpan time,
        LoadOptions options,
        Schedule? schedule
    )
    {
        Response[] all = [.. clients.SelectMany(client => client.Responses)];
        double[] latencies = [.. all.Where(it => it.Status is >= 200 and < 300).Select(it => it.Latency)];
        ServerTiming[] timings = [.. all.Select(it => it.Timing).OfType<ServerTiming>()];
        return new LoadResult(
            clients.Count,
            time.TotalSeconds,
            all.Length,
            all.Length / time.TotalSeconds,
            Percentiles.Of(latencies),
            LatencyBin.Of(latencies),
            [
                .. all.GroupBy(it => it.Status, it => it.Latency)
                    .OrderBy(it => it.Key)
                    .Select(it => new StatusCount(it.Key, it.Count(), Percentiles.Of(it)!)),
            ],
            [
                .. clients
                    .SelectMany(client => client.Failures)
                    .CountBy(it => it)
                    .OrderByDescending(it => it.Value)
                    .Select(it => new FailureCount(it.Key, it.Value)),
            ],
            schedule,
            Percentiles.Of(clients.SelectMany(client => client.Connects)),
            timings.Length,
            ColdResponses.Of([.. all.Where(it => it.Timing is { IsCold: true })]),
            Billed.Of([.. timings.Where(it => it.Total is not null)], options)
        );
    }
}
