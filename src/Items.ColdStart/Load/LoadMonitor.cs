using System.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;

namespace Items.ColdStart.Load;

/// <summary>
/// Follows the requests of a load test while it runs, and ends it when all of the first ones are rejected or have no
/// response, because the others would be too.
/// </summary>
internal sealed class LoadMonitor : IDisposable
{
    /// <summary>Number of requests that decide whether the test continues.</summary>
    public const int Deciding = 5;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop;
    private readonly List<string> _first = [];
    private List<double> _latencies = [];
    private long _readAt = Stopwatch.GetTimestamp();
    private int _errors;
    private bool _isDecided;

    public LoadMonitor(CancellationToken cancellationToken) =>
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

    /// <summary>Cancelled when the test has to end.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>The reasons why the first requests failed and the test ends; null while it does not.</summary>
    public string? Problem { get; private set; }

    public void Add(Response response)
    {
        bool isRejected = response.Status is >= 400 and < 500;
        lock (_lock)
        {
            _latencies.Add(response.Latency);
            _errors += response.Status >= 400 ? 1 : 0;
            Decide(
                isRejected
                    ? $"{response.Status} {ReasonPhrases.GetReasonPhrase(response.Status)}".TrimEnd()
                    : null
            );
        }
    }

    /// <param name="reason">Why there was no response.</param>
    public void AddFailure(string reason)
    {
        lock (_lock)
        {
            _errors++;
            Decide(reason);
        }
    }

    /// <returns>Responses a second and their latency since the last call, and the number of errors since the start.</returns>
    public (double Rate, Percentiles? Latency, int Errors) ReadInterval()
    {
        lock (_lock)
        {
            var latencies = _latencies;
            double seconds = Stopwatch.GetElapsedTime(_readAt).TotalSeconds;
            (_latencies, _readAt) = ([], Stopwatch.GetTimestamp());
            return (latencies.Count / seconds, Percentiles.Of(latencies), _errors);
        }
    }

    public void Dispose() => _stop.Dispose();

    /// <param name="error">Null when the request succeeded.</param>
    private void Decide(string? error)
    {
        if (_isDecided)
        {
            return;
        }

        if (error is not null)
        {
            _first.Add(error);
        }

        _isDecided = error is null || _first.Count == Deciding;
        if (_first.Count == Deciding)
        {
            Problem = string.Join(", ", _first.Distinct(StringComparer.Ordinal));
            _stop.Cancel();
        }
    }
}
