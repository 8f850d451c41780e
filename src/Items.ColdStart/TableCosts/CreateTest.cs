using System.Diagnostics;
using Items.ColdStart.Load;
using Items.ColdStart.Reporting;
using Items.ColdStart.Steady;

namespace Items.ColdStart.TableCosts;

/// <summary>Measures creates with and without an idempotency key.</summary>
internal static class CreateTest
{
    private const int ClientCount = 4;
    private const int Turns = 10;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <param name="time">Of the creates with a key, and of those without.</param>
    public static async Task RunAsync(
        ItemCalls calls,
        TimeSpan time,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        using var warmUp = new Variant("", calls, withKey: true);
        using var without = new Variant("without Idempotency-Key", calls, withKey: false);
        using var with = new Variant("with Idempotency-Key", calls, withKey: true);
        await warmUp.RunAsync(WarmUp, cancellationToken);
        for (int turn = 0; turn < Turns; turn++)
        {
            // In turn, so that other load on the machine affects both alike.
            await without.RunAsync(time / Turns, cancellationToken);
            await with.RunAsync(time / Turns, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        output.WriteLine($"\nCreates, {ClientCount} clients:\n");
        MarkdownTable.Write(
            output,
            [without, with],
            ("create", it => it.Name),
            ("responses/s", it => $"{it.Times.Length / time.TotalSeconds:N0}"),
            ("p50 ms", it => $"{Percentiles.Of(it.Times)!.P50:N2}"),
            ("p90 ms", it => $"{Percentiles.Of(it.Times)!.P90:N2}")
        );
    }

    private sealed class Variant(string name, ItemCalls calls, bool withKey) : IDisposable
    {
        private readonly Client[] _clients =
        [
            .. Enumerable.Range(0, ClientCount).Select(_ => new Client(() => CreateRequest(calls, withKey))),
        ];

        public string Name => name;

        /// <summary>Milliseconds of each create.</summary>
        public double[] Times => [.. _clients.SelectMany(client => client.LatenciesOf(status: 201))];

        public async Task RunAsync(TimeSpan time, CancellationToken cancellationToken)
        {
            long start = Stopwatch.GetTimestamp();
            bool ShouldContinue() => Stopwatch.GetElapsedTime(start) < time;
            await Task.WhenAll(_clients.Select(client => client.RunAsync(ShouldContinue, cancellationToken)));
        }

        public void Dispose() => Array.ForEach(_clients, client => client.Dispose());

        private static HttpRequestMessage CreateRequest(ItemCalls calls, bool withKey)
        {
            var request = calls.CreateRequest(HttpMethod.Post, ItemCalls.Path, ItemCalls.NewItem);
            if (withKey)
            {
                request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
            }

            return request;
        }
    }
}
