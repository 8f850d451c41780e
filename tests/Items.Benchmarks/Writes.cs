using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace Items.Benchmarks;

/// <summary>Creates a second, by clients that each send the next one when the last is answered.</summary>
internal static class Writes
{
    private const int Clients = 4;
    private const int Turns = 10;
    private const string Item =
        """{"name":"Blue mug","description":"Stoneware","price":12.5,"category":"kitchen"}""";

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public static async Task MeasureAsync(HttpClient client, int seconds, CancellationToken cancellationToken)
    {
        var times = new Dictionary<bool, List<double>> { [false] = [], [true] = [] };
        await RunAsync(client, withKey: true, TimeSpan.FromSeconds(2), cancellationToken);
        for (int turn = 0; turn < Turns; turn++)
        {
            foreach (bool withKey in (bool[])[false, true])
            {
                var turnTime = TimeSpan.FromSeconds(seconds) / Turns;
                times[withKey].AddRange(await RunAsync(client, withKey, turnTime, cancellationToken));
            }
        }

        Console.WriteLine($"\n| create, {Clients} clients | a second | p50 |");
        Console.WriteLine("|---|---:|---:|");
        foreach (var (withKey, list) in times)
        {
            list.Sort();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {(withKey ? "with" : "without")} Idempotency-Key | {list.Count / (double)seconds:N0} | {list[list.Count / 2]:N2} ms |"
                )
            );
        }
    }

    /// <returns>Milliseconds of each create.</returns>
    private static async Task<IEnumerable<double>> RunAsync(
        HttpClient client,
        bool withKey,
        TimeSpan time,
        CancellationToken cancellationToken
    )
    {
        long end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var lists = await Task.WhenAll(
            Enumerable
                .Range(0, Clients)
                .Select(async _ =>
                {
                    var times = new List<double>();
                    while (Stopwatch.GetTimestamp() < end)
                    {
                        long start = Stopwatch.GetTimestamp();
                        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/items/");
                        request.Content = new StringContent(Item, Json);
                        if (withKey)
                        {
                            request.Headers.Add("idempotency-key", Guid.NewGuid().ToString());
                        }

                        using var response = await client.SendAsync(request, cancellationToken);
                        response.EnsureSuccessStatusCode();
                        times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                    }

                    return times;
                })
        );
        return lists.SelectMany(list => list);
    }
}
