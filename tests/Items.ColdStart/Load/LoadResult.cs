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
        Answer[] answers = [.. clients.SelectMany(client => client.Answers)];
        return new LoadResult(
            clients.Count,
            time.TotalSeconds,
            answers.Length,
            answers.Length / time.TotalSeconds,
            Percentiles.Of(answers.Where(it => it.Status is >= 200 and < 300).Select(it => it.Latency)),
            [
                .. answers
                    .GroupBy(it => it.Status, it => it.Latency)
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
            Percentiles.Of(clients.SelectMany(client => client.Connects)),
            answers.Count(it => it.Timing is not null),
            ColdOf([.. answers.Where(it => it.Timing is { IsCold: true })]),
            BilledOf([.. answers.Where(it => it.Timing is { Total: not null })], options)
        );
    }

    private static ColdAnswers? ColdOf(Answer[] cold) =>
        cold is []
            ? null
            : new ColdAnswers(
                cold.Length,
                Percentiles.Of(cold.Select(it => it.Timing!.Value.Init).OfType<double>()),
                Percentiles.Of(cold.Select(it => it.Timing!.Value.Total).OfType<double>()),
                Percentiles.Of(cold.Select(it => it.Latency))!
            );

    private static Billed? BilledOf(Answer[] invocations, LoadOptions options)
    {
        if (invocations is [])
        {
            return null;
        }

        long billed = invocations.Sum(it =>
            Cost.BilledMilliseconds(it.Timing!.Value.Total!.Value, it.Timing.Value.Init ?? 0)
        );
        return new Billed(
            invocations.Length,
            billed / (double)invocations.Length,
            Cost.Of(billed, invocations.Length, options.Memory, options.Prices)
        );
    }
}
