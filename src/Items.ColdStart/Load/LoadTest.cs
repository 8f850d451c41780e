using System.Diagnostics;
using Items.ColdStart.Reporting;
using Items.LocalHost;

namespace Items.ColdStart.Load;

/// <summary>Calls an API as fast as a number of clients can, or at a rate, and reports latency, cold starts and cost.</summary>
internal static class LoadTest
{
    /// <summary>When it is cancelled or requests fail, it reports what was measured until then.</summary>
    /// <exception cref="HostError">The first requests were all rejected or without a response, or no response was 2xx.</exception>
    public static async Task RunAsync(
        LoadOptions options,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        var target = options.Request.Target;
        using var monitor = new LoadMonitor(cancellationToken);
        List<LoadResult> results = [];
        foreach (int clients in options.Concurrency.TakeWhile(_ => !monitor.Token.IsCancellationRequested))
        {
            await output.WriteLineAsync($"{clients} client{(clients == 1 ? "" : "s")} at {target} …");
            using var live = LiveLine.Start(monitor);
            var result = await MeasureAsync(options, clients, monitor);
            results.Add(result);
            if (result.Responses == 0)
            {
                break;
            }
        }

        if (monitor.Problem is { } problem)
        {
            throw new HostError(
                $"stopped, because all of the first {LoadMonitor.Deciding} requests to {target} failed: {problem}"
                    + Hint(problem, options.Request)
            );
        }

        if (results.All(it => it.Responses == 0))
        {
            string reason = results
                .SelectMany(it => it.Failures)
                .Select(it => it.Reason)
                .FirstOrDefault("stopped before the first response");
            throw new HostError($"no response from {target}: {reason}");
        }

        var report = new LoadReport(
            options.Request.Method.Method,
            target,
            DateTimeOffset.UtcNow,
            options.Memory,
            options.Prices,
            results
        );
        report.Write(output);
        WriteFiles(options.JsonFile, report, output);

        // For example, the token has expired.
        if (results.All(it => it.Latency is null))
        {
            var statuses = results.SelectMany(it => it.Statuses).Select(it => it.Status).Distinct().Order();
            throw new HostError($"no 2xx response from {target}, only {string.Join(", ", statuses)}");
        }
    }

    public static async Task<LoadResult> MeasureAsync(
        LoadOptions options,
        int concurrency,
        CancellationToken cancellationToken
    )
    {
        using var monitor = new LoadMonitor(cancellationToken);
        return await MeasureAsync(options, concurrency, monitor);
    }

    private static async Task<LoadResult> MeasureAsync(
        LoadOptions options,
        int concurrency,
        LoadMonitor monitor
    )
    {
        Client[] clients =
        [
            .. Enumerable.Range(0, concurrency).Select(_ => new Client(options.Request.Create, monitor)),
        ];
        try
        {
            Schedule? schedule = null;
            long start = Stopwatch.GetTimestamp();
            if (options.Rate is { } rate)
            {
                var loop = new OpenLoop(clients, rate, options.Requests, options.Time);
                schedule = await loop.RunAsync(monitor.Token);
            }
            else
            {
                int sent = 0;
                bool ShouldContinue() =>
                    (options.Time is not { } time || Stopwatch.GetElapsedTime(start) < time)
                    && (options.Requests is not { } requests || Interlocked.Increment(ref sent) <= requests);
                await Task.WhenAll(clients.Select(client => client.RunAsync(ShouldContinue, monitor.Token)));
            }

            return LoadResult.Of(clients, Stopwatch.GetElapsedTime(start), options, schedule);
        }
        finally
        {
            Array.ForEach(clients, client => client.Dispose());
        }
    }

    private static void WriteFiles(string? jsonFile, LoadReport report, TextWriter output)
    {
        if (jsonFile is not null)
        {
            ReportJson.Write(jsonFile, report, ReportJson.Default.LoadReport);
            string picture = Path.ChangeExtension(jsonFile, ".svg");
            File.WriteAllText(picture, LatencyPicture.Write(report));
            output.WriteLine($"\nWritten: {jsonFile} and {picture}");
        }
    }

    private static string Hint(string problem, LoadRequest request) =>
        !problem.StartsWith("401", StringComparison.Ordinal) ? ""
        : request.Token is null ? "; set the environment variable ITEMS_TOKEN to an access token"
        : "; the token in ITEMS_TOKEN is not valid or has expired";
}
