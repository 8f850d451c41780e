using Items.ColdStart.Reporting;
using Items.ColdStart.Sandboxes;
using Items.ColdStart.Steady;
using Items.ColdStart.TableCosts;
using Items.ColdStart.Tables;
using Items.LocalHost.Processes;

namespace Items.ColdStart.Goals;

/// <summary>Measures the figures of <see cref="GoalTable"/> and prints them.</summary>
internal static class GoalTest
{
    /// <summary>The smallest memory of a function has the smallest share of a CPU.</summary>
    private const int SmallMemory = 128;

    /// <param name="options">Number of rounds and calls, and at most two builds.</param>
    public static async Task RunAsync(
        MeasureOptions options,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        var function = await OurFunction.FindAsync(
            options.Functions is [var first, ..] ? first : null,
            output,
            cancellationToken
        );
        string[] builds = [$"{function.Name}={function.Folder}", .. options.Functions.Skip(1)];
        await output.WriteLineAsync("Starts …");
        var starts = await ColdStartTest.MeasureAsync(
            options with
            {
                Operations = ["get", "list", "post"],
                Functions = builds,
                Contestants = [Report.Floor],
            },
            cancellationToken
        );
        await output.WriteLineAsync($"Starts with the CPU of {SmallMemory} MB …");
        var limited = await MeasureLimitedAsync(
            options with
            {
                Calls = 1,
                Operations = ["list"],
                Transports = [Transport.Tls],
                Functions = builds[..1],
                Contestants = [],
                Memory = SmallMemory,
            },
            cancellationToken
        );
        await output.WriteLineAsync("A page, memory and allocation …");
        var measured = new Measured(
            starts,
            limited,
            await MeasurePageAsync(function.Bootstrap, cancellationToken),
            await LargeResponses.MeasureMixedAsync(function.Bootstrap, cancellationToken),
            await AllocationMeter.MeasureAsync(function.Bootstrap, "get", cancellationToken),
            await AllocationMeter.MeasureAsync(function.Bootstrap, "list", cancellationToken)
        );
        output.WriteLine();
        MarkdownTable.Write(
            output,
            GoalTable.Of(measured),
            ("figure", it => it.Figure),
            ("goal", it => it.Limit),
            ("measured", it => it.Result),
            ("", it => it.Verdict)
        );
        output.WriteLine("\nTimes are medians.");
        foreach (string condition in starts.Conditions)
        {
            output.WriteLine(condition);
        }
    }

    private static async Task<Limited> MeasureLimitedAsync(
        MeasureOptions options,
        CancellationToken cancellationToken
    )
    {
        using (var quota = CpuQuota.TryCreate(SmallMemory, out string reason))
        {
            if (quota is null)
            {
                return new Limited(null, $"the CPU quota cannot be set here ({reason})");
            }
        }

        var report = await ColdStartTest.MeasureAsync(options, cancellationToken);
        return new Limited(report.Results[0][Metric.First].Median, "");
    }

    private static async Task<PageCost> MeasurePageAsync(string function, CancellationToken cancellationToken)
    {
        using var launcher = new ProcessLauncher();
        await using var server = await Backend.StartTablesAsync(items: 100, launcher, cancellationToken);
        await using var meter = await TableMeter.StartAsync(server.Url);
        await using var host = await FunctionHost.StartAsync(
            function,
            new() { TableServer = meter.Url, Concurrency = 1 },
            cancellationToken
        );
        return await PageCost.MeasureAsync(host, meter, PageCost.FirstPage, cancellationToken);
    }
}
