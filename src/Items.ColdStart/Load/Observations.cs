using Items.LocalHost;

namespace Items.ColdStart.Load;

/// <summary>The first response of a sandbox.</summary>
internal readonly record struct ColdResponse(ServerTiming Timing, double Latency);

/// <summary>The observations of clients, in little memory: a long test has millions of responses.</summary>
internal sealed class Observations
{
    private readonly Dictionary<int, List<double>> _latencies = [];
    private readonly Dictionary<string, int> _failures = [];
    private readonly List<ColdResponse> _cold = [];

    /// <summary>Milliseconds, by status.</summary>
    public IReadOnlyDictionary<int, List<double>> Latencies => _latencies;

    /// <summary>Number of requests without a complete response, by error message.</summary>
    public IReadOnlyDictionary<string, int> Failures => _failures;

    public IReadOnlyList<ColdResponse> Cold => _cold;

    /// <summary>Number of responses with the function's <c>Server-Timing</c>.</summary>
    public int Timed { get; private set; }

    /// <summary>Number of responses whose billed time is known.</summary>
    public int Invocations { get; private set; }

    /// <summary>Milliseconds, of all <see cref="Invocations"/>.</summary>
    public long Billed { get; private set; }

    public void AddResponse(int status, double latency, ServerTiming? timing)
    {
        LatenciesOf(status).Add(latency);
        if (timing is not { } known)
        {
            return;
        }

        Timed++;
        if (known.IsCold)
        {
            _cold.Add(new ColdResponse(known, latency));
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

    /// <exception cref="HostError">There were failures, responses with another status, or no responses.</exception>
    public IReadOnlyList<double> LatenciesOfOnly(int status) =>
        Failures.Count == 0 && Latencies.Count == 1 && Latencies.TryGetValue(status, out var latencies)
            ? latencies
            : throw new HostError(
                $"not every response was {status}: "
                    + string.Join(
                        ", ",
                        [
                            .. Latencies.Select(it => $"{it.Key} x {it.Value.Count}"),
                            .. Failures.Select(it => $"{it.Key} x {it.Value}"),
                        ]
                    )
            );

    private List<double> LatenciesOf(int status)
    {
        if (!_latencies.TryGetValue(status, out var latencies))
        {
            _latencies.Add(status, latencies = []);
        }

        return latencies;
    }
}
