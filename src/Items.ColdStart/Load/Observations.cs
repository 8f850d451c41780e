namespace Items.ColdStart.Load;

/// <summary>The first answer of a sandbox.</summary>
internal readonly record struct ColdAnswer(ServerTiming Timing, double Latency);

/// <summary>What clients saw, as small as it can be kept: a long test has millions of answers.</summary>
internal sealed class Observations
{
    private readonly Dictionary<int, List<double>> _latencies = [];
    private readonly Dictionary<string, int> _failures = [];
    private readonly List<ColdAnswer> _cold = [];

    /// <summary>Milliseconds, by status.</summary>
    public IReadOnlyDictionary<int, List<double>> Latencies => _latencies;

    /// <summary>How often what went wrong, where no whole answer came.</summary>
    public IReadOnlyDictionary<string, int> Failures => _failures;

    public IReadOnlyList<ColdAnswer> Cold => _cold;

    /// <summary>Answers with the function's <c>Server-Timing</c>.</summary>
    public int Timed { get; private set; }

    /// <summary>Answers whose billed time is known.</summary>
    public int Invocations { get; private set; }

    /// <summary>Milliseconds, of all <see cref="Invocations"/>.</summary>
    public long Billed { get; private set; }

    public void AddAnswer(int status, double latency, ServerTiming? timing)
    {
        LatenciesOf(status).Add(latency);
        if (timing is not { } known)
        {
            return;
        }

        Timed++;
        if (known.IsCold)
        {
            _cold.Add(new ColdAnswer(known, latency));
        }

        if (known.Total is { } total)
        {
            Invocations++;
            Billed += Cost.BilledMilliseconds(total, known.Init ?? 0);
        }
    }

    public void AddFailure(string reason, int count = 1) =>
        _failures[reason] = _failures.GetValueOrDefault(reason) + count;

    public void Add(Observations other)
    {
        foreach (var (status, latencies) in other._latencies)
        {
            LatenciesOf(status).AddRange(latencies);
        }

        foreach (var (reason, count) in other._failures)
        {
            AddFailure(reason, count);
        }

        _cold.AddRange(other._cold);
        Timed += other.Timed;
        Invocations += other.Invocations;
        Billed += other.Billed;
    }

    private List<double> LatenciesOf(int status)
    {
        if (!_latencies.TryGetValue(status, out var latencies))
        {
            _latencies.Add(status, latencies = []);
        }

        return latencies;
    }
}
