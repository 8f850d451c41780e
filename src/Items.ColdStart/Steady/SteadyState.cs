using Items.ColdStart.Load;
using Items.ColdStart.Reporting;
using Items.ColdStart.Sandboxes;
using Items.LocalHost;

namespace Items.ColdStart.Steady;

/// <summary>Measures the function behind the local host under a sustained load.</summary>
internal static class SteadyState
{
    private static readonly int[] Clients = [1, 10, 50];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    // Twice the most clients, because a sandbox is busy for a short time after its response.
    private const int Concurrency = 100;

    private const int Samples = 20;

    /// <param name="function">A build of our function, as FOLDER or NAME=FOLDER; null to publish it.</param>
    /// <param name="calls">To one sandbox, while its memory is sampled.</param>
    /// <param name="time">Duration of the load, for each number of clients.</param>
    /// <returns>The exit code: 1 when the memory grows, otherwise 0.</returns>
    /// <exception cref="HostError">The function cannot be started, or a response is wrong.</exception>
    public static async Task<int> RunAsync(
        string? function,
        int calls,
        TimeSpan time,
        string? jsonFile,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        string bootstrap = (await OurFunction.FindAsync(function, output, cancellationToken)).Bootstrap;
        await output.WriteLineAsync($"Function  {bootstrap}");
        var latencies = await LoadAsync(bootstrap, time, output, cancellationToken);
        await output.WriteLineAsync("Allocation of each operation …");
        List<Allocation> allocations = [];
        foreach (string operation in ItemCalls.Operations)
        {
            allocations.Add(await AllocationMeter.MeasureAsync(bootstrap, operation, cancellationToken));
        }

        await output.WriteLineAsync("Peak memory with large responses …");
        var peaks = await LargeResponses.MeasureAsync(bootstrap, cancellationToken);
        var samples = await SampleMemoryAsync(bootstrap, calls, output, cancellationToken);

        var growth = MemoryGrowth.Of(samples);
        var report = new SteadyReport(DateTimeOffset.UtcNow, latencies, allocations, peaks, samples, growth);
        report.Write(output);
        ReportJson.Write(jsonFile, report, ReportJson.Default.SteadyReport);
        return growth.Verdict == Verdict.Growth ? 1 : 0;
    }

    /// <summary>Reads one item, with as many sandboxes as there are clients.</summary>
    private static async Task<IReadOnlyList<SteadyLatency>> LoadAsync(
        string function,
        TimeSpan time,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        await using var host = await FunctionHost.StartAsync(
            function,
            new() { Concurrency = Concurrency },
            cancellationToken
        );
        await host.Calls.CallAsync("create", cancellationToken);
        List<SteadyLatency> latencies = [];
        foreach (int clients in Clients)
        {
            await output.WriteLineAsync($"{clients} client{(clients == 1 ? "" : "s")} …");
            var load = new LoadOptions
            {
                Request = new() { Target = host.Calls.NewestItem, Token = host.RenewToken() },
                Concurrency = [clients],
                Time = WarmUp,
            };
            await LoadTest.MeasureAsync(load, clients, cancellationToken);
            var result = await LoadTest.MeasureAsync(load with { Time = time }, clients, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            latencies.Add(
                result is { Statuses: [{ Status: 200 }], Failures: [], Latency: { } latency }
                    ? new SteadyLatency(clients, result.ResponsesPerSecond, latency)
                    : throw new HostError(
                        $"with {clients} clients not every response was 200: "
                            + string.Join(", ", result.Statuses.Select(it => $"{it.Status} x {it.Responses}"))
                            + string.Concat(result.Failures.Select(it => $", {it.Reason} x {it.Requests}"))
                    )
            );
        }

        return latencies;
    }

    /// <summary>Calls all operations in turn, in one sandbox.</summary>
    private static async Task<IReadOnlyList<MemorySample>> SampleMemoryAsync(
        string function,
        int calls,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        await output.WriteLineAsync($"Memory of one sandbox over {calls:N0} calls …");
        await using var host = await FunctionHost.StartAsync(
            function,
            new() { Concurrency = 1 },
            cancellationToken
        );
        List<MemorySample> samples = [];
        int? firstProcess = null;
        int call = 0;
        for (int sample = 1; sample <= Samples; sample++)
        {
            host.RenewToken();
            for (; call < (long)calls * sample / Samples; call++)
            {
                await host.Calls.CallAsync(
                    ItemCalls.Operations[call % ItemCalls.Operations.Count],
                    cancellationToken
                );
            }

            int process = host.ProcessId();
            if (process != (firstProcess ??= process))
            {
                throw new HostError("the function was restarted while its memory was sampled");
            }

            samples.Add(new MemorySample(call, ProcessMemory.Read(process)));
            await output.WriteLineAsync($"  {call, 9:N0} calls  {samples[^1].Memory.Rss, 7:N0} KiB");
        }

        return samples;
    }
}
