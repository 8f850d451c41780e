using Items.ColdStart.Reporting;
using Items.ColdStart.Sandboxes;
using Items.LocalHost;

namespace Items.ColdStart.Load;

/// <summary>Measures the function behind the local host when its cold start is long past.</summary>
internal static class SteadyState
{
    private static readonly int[] Clients = [1, 10, 50];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    // Twice the most clients: a sandbox is busy for a moment after its answer.
    private const int Concurrency = 100;

    private const int Samples = 20;

    /// <returns>The exit code: 0 unless the memory grows.</returns>
    /// <exception cref="HostError">It cannot be measured.</exception>
    public static async Task<int> RunAsync(
        SteadyOptions options,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        string function = (
            await OurFunction.FindAsync(options.Function, output, cancellationToken)
        ).Bootstrap;
        await output.WriteLineAsync($"Function  {function}");
        var latencies = await LoadAsync(function, options.Time, output, cancellationToken);
        await output.WriteLineAsync("What each operation allocates …");
        var allocations = await AllocationMeter.MeasureAsync(function, cancellationToken);
        var samples = await WatchMemoryAsync(function, options.Calls, output, cancellationToken);

        var growth = MemoryGrowth.Of(samples);
        var report = new SteadyReport(DateTimeOffset.UtcNow, latencies, allocations, samples, growth);
        SteadyReportText.Write(report, output);
        if (options.JsonFile is { } file)
        {
            ReportFile.Write(file, report, ReportJson.Default.SteadyReport);
        }

        return growth.Verdict == Verdict.Growth ? 1 : 0;
    }

    /// <summary>Reads one item, by as many sandboxes as there are clients.</summary>
    private static async Task<IReadOnlyList<SteadyLatency>> LoadAsync(
        string function,
        TimeSpan time,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        await using var stack = await FunctionStack.StartAsync(function, Concurrency, cancellationToken);
        await stack.Calls.CallAsync("create", cancellationToken);
        List<SteadyLatency> latencies = [];
        foreach (int clients in Clients)
        {
            await output.WriteLineAsync($"{clients} client{(clients == 1 ? "" : "s")} …");
            stack.RenewToken();
            var load = new LoadOptions
            {
                Target = stack.Calls.Newest,
                Token = stack.Token,
                Concurrency = [clients],
                Time = WarmUp,
            };
            await LoadTest.MeasureAsync(load, clients, cancellationToken);
            var result = await LoadTest.MeasureAsync(load with { Time = time }, clients, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            latencies.Add(
                result is { Statuses: [{ Status: 200 }], Failures: [], Latency: { } latency }
                    ? new SteadyLatency(clients, result.AnswersPerSecond, latency)
                    : throw new HostError(
                        $"with {clients} clients not every answer was 200: "
                            + string.Join(", ", result.Statuses.Select(it => $"{it.Status} x {it.Answers}"))
                            + string.Concat(result.Failures.Select(it => $", {it.Reason} x {it.Requests}"))
                    )
            );
        }

        return latencies;
    }

    /// <summary>All operations in turn, over and over, by one sandbox.</summary>
    private static async Task<IReadOnlyList<MemorySample>> WatchMemoryAsync(
        string function,
        int calls,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        await output.WriteLineAsync($"Memory of one sandbox over {calls:N0} calls …");
        await using var stack = await FunctionStack.StartAsync(function, concurrency: 1, cancellationToken);
        List<MemorySample> samples = [];
        int? process = null;
        int call = 0;
        for (int sample = 1; sample <= Samples; sample++)
        {
            stack.RenewToken();
            for (; call < (long)calls * sample / Samples; call++)
            {
                await stack.Calls.CallAsync(
                    ItemCalls.Operations[call % ItemCalls.Operations.Count],
                    cancellationToken
                );
            }

            int now = stack.ProcessId();
            if (now != (process ??= now))
            {
                throw new HostError("the function has been restarted while its memory was watched");
            }

            samples.Add(new MemorySample(call, ProcessMemory.Read(now)));
            await output.WriteLineAsync($"  {call, 9:N0} calls  {samples[^1].Memory.Rss, 7:N0} KiB");
        }

        return samples;
    }
}
