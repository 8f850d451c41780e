using System.Diagnostics;
using Items.ColdStart.Reporting;
using Items.LocalHost;

namespace Items.ColdStart.Load;

/// <summary>Calls an API as fast as a number of clients can, and reports what they saw.</summary>
internal static class LoadTest
{
    /// <summary>Stopped before its end, by the user or a dead API, it reports what was measured until then.</summary>
    /// <exception cref="HostError">It has refused or not answered all, or the report cannot be written.</exception>
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
            if (result.Answers == 0)
            {
                break;
            }
        }

        if (results.All(it => it.Answers == 0))
        {
            string reason = results
                .SelectMany(it => it.Failures)
                .Select(it => it.Reason)
                .FirstOrDefault("stopped before the first answer");
            throw new HostError($"{options.Target} has not answered once: {reason}");
        }

        var report = new LoadReport(
            options.Target,
            DateTimeOffset.UtcNow,
            options.Memory,
            options.Prices,
            results
        );
        LoadReportText.Write(report, output);
        if (options.JsonFile is { } file)
        {
            ReportFile.Write(file, report, ReportJson.Default.LoadReport);
        }

        // Nothing that was asked for has been measured then, such as with a token that has expired.
        if (results.All(it => it.Latency is null))
        {
            var statuses = results.SelectMany(it => it.Statuses).Select(it => it.Status).Distinct().Order();
            throw new HostError(
                $"{options.Target} has not given one 2xx answer, only {string.Join(", ", statuses)}"
            );
        }
    }

    public static async Task<LoadResult> MeasureAsync(
        LoadOptions options,
        int concurrency,
        CancellationToken cancellationToken
    )
    {
        Client[] clients =
        [
            .. Enumerable.Range(0, concurrency).Select(_ => new Client(options.Target, options.Token)),
        ];
        try
        {
            int sent = 0;
            long start = Stopwatch.GetTimestamp();
            await Task.WhenAll(clients.Select(client => client.RunAsync(GoesOn, cancellationToken)));
            return LoadResult.Of(clients, Stopwatch.GetElapsedTime(start), options);

            bool GoesOn() =>
                (options.Time is not { } time || Stopwatch.GetElapsedTime(start) < time)
                && (options.Requests is not { } requests || Interlocked.Increment(ref sent) <= requests);
        }
        finally
        {
            Array.ForEach(clients, client => client.Dispose());
        }
    }
}
