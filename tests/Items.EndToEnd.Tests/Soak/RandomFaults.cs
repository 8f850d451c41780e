using System.Collections.Concurrent;
using System.Diagnostics;

namespace Items.EndToEnd.Tests.Soak;

/// <summary>
/// Applies random faults to the requests that pass a proxy. Some writes reach the table late, several times or both.
/// </summary>
/// <param name="longestDelay">Of a late request.</param>
/// <param name="counts">Receives how often each fault was applied, and the responses to late requests.</param>
internal sealed class RandomFaults(TableProxy proxy, int seed, TimeSpan longestDelay, Counts counts)
{
    private const double UsualShare = 0.15;
    private const double OutageShare = 0.85;
    private const double OutageProbability = 0.15;
    private const int OutageSeconds = 2;

    /// <summary>Of the faults of writes.</summary>
    private const double LateShare = 0.4;
    private const int MaximumCopies = 3;

    private static readonly Fault[] Usual = [.. WriteFaults.Any, .. WriteFaults.OnlyOnce];
    private static readonly Fault[] Single = [.. Usual, .. WriteFaults.Single];
    private static readonly Fault[] Transaction =
    [
        .. Usual,
        .. WriteFaults.Transaction,
        .. WriteFaults.FinalTransaction,
    ];

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly ConcurrentDictionary<string, byte> _heldWrites = [];
    private int _late;

    /// <summary>Number of late requests that have not reached the table yet.</summary>
    public int Late => _late;

    public Fault Fault => new("random", request => Choose(request).ApplyAsync(request));

    private Fault Choose(ProxiedRequest request)
    {
        if (_heldWrites.ContainsKey(request.Body))
        {
            return DeliveredLate(Fault.ResetBeforeWrite);
        }

        if (Next() >= Share())
        {
            return Fault.None;
        }

        var faults = request.Operation switch
        {
            "GetItem" or "Query" => Usual,
            _ when Next() < LateShare => LateDeliveries(),
            "TransactWriteItems" => Transaction,
            _ => Single,
        };
        var fault = faults[(int)(Next() * faults.Length)];
        counts.Add($"fault: {fault.Name}");
        return fault;
    }

    /// <returns>Share of requests with a fault: most of them in some periods, so that all attempts of a call can fail.</returns>
    private double Share()
    {
        int period = (int)Stopwatch.GetElapsedTime(_start).TotalSeconds / OutageSeconds;
        return new Random((seed * 10_000) + period).NextDouble() < OutageProbability
            ? OutageShare
            : UsualShare;
    }

    private Fault[] LateDeliveries() =>
        [
            DeliveredLate(Fault.NoResponse),
            DeliveredLate(Fault.ResetBeforeWrite),
            DeliveredLate(Fault.None),
            DeliveredLate(Fault.LostResponse),
            new Fault(
                "all attempts held",
                request =>
                {
                    // The bodies of all attempts of a write are equal.
                    _heldWrites.TryAdd(request.Body, 0);
                    return DeliveredLate(Fault.ResetBeforeWrite).ApplyAsync(request);
                }
            ),
        ];

    /// <summary>Applies a fault, and delivers the request late, too, once or several times.</summary>
    private Fault DeliveredLate(Fault fault) =>
        new(
            $"{fault.Name}, delivered late",
            request =>
            {
                int copies = 1 + (int)(Next() * MaximumCopies);
                for (int i = 0; i < copies; i++)
                {
                    Interlocked.Increment(ref _late);
                    _ = DeliverAsync(request, Next() * longestDelay);
                }

                return fault.ApplyAsync(request);
            }
        );

    private async Task DeliverAsync(ProxiedRequest request, TimeSpan delay)
    {
        await Task.Delay(delay, request.CancellationToken);
        var response = await proxy.DeliverLateAsync(request);
        counts.Add($"late {request.Operation}: {response.StartLine}");
        Interlocked.Decrement(ref _late);
    }

    private double Next()
    {
        lock (_lock)
        {
            return _random.NextDouble();
        }
    }
}
