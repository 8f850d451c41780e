using System.Diagnostics;
using System.Net.Http.Headers;
using Items.ColdStart.Reporting;
using Items.LocalHost;

namespace Items.ColdStart.Load;

/// <summary>Calls an API as fast as a number of clients can, and reports latency, cold starts and cost.</summary>
internal static class LoadTest
{
    /// <summary>When it is cancelled or requests fail, it reports what was measured until then.</summary>
    /// <exception cref="HostError">There was no 2xx response.</exception>
    public static async Task RunAsync(
        LoadOptions options,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        List<LoadResult> results = [];
        foreach (
            int clients in options.Concurrency.TakeWhile(_ => !cancellationToken.IsCancellationRequested)
        )
        {
            await output.WriteLineAsync($"{clients} client{(clients == 1 ? "" : "s")} at {options.Target} …");
            var result = await MeasureAsync(options, clients, cancellationToken);
            results.Add(result);
            if (result.Responses == 0)
            {
                break;
            }
        }

        if (results.All(it => it.Responses == 0))
        {
            string reason = results
                .SelectMany(it => it.Failures)
                .Select(it => it.Reason)
                .FirstOrDefault("stopped before the first response");
            throw new HostError($"no response from {options.Target}: {reason}");
        }

        var report = new LoadReport(
            options.Target,
            DateTimeOffset.UtcNow,
            options.Memory,
            options.Prices,
            results
        );
        report.Write(output);
        ReportJson.Write(options.JsonFile, report, ReportJson.Default.LoadReport);

        // For example, the token has expired.
        if (results.All(it => it.Latency is null))
        {
            var statuses = results.SelectMany(it => it.Statuses).Select(it => it.Status).Distinct().Order();
            throw new HostError($"no 2xx response from {options.Target}, only {string.Join(", ", statuses)}");
        }
    }

    public static async Task<LoadResult> MeasureAsync(
        LoadOptions options,
        int concurrency,
        CancellationToken cancellationToken
    )
    {
        AuthenticationHeaderValue? authorization = options.Token is { } token ? new("Bearer", token) : null;
        Client[] clients = [.. Enumerable.Range(0, concurrency).Select(_ => new Client(CreateRequest))];
        try
        {
            int sent = 0;
            long start = Stopwatch.GetTimestamp();
            await Task.WhenAll(clients.Select(client => client.RunAsync(ShouldContinue, cancellationToken)));
            return LoadResult.Of(clients, Stopwatch.GetElapsedTime(start), options);

            bool ShouldContinue() =>
                (options.Time is not { } time || Stopwatch.GetElapsedTime(start) < time)
                && (options.Requests is not { } requests || Interlocked.Increment(ref sent) <= requests);
        }
        finally
        {
            Array.ForEach(clients, client => client.Dispose());
        }

        HttpRequestMessage CreateRequest() =>
            new(HttpMethod.Get, options.Target) { Headers = { Authorization = authorization } };
    }
}
