using Items.ColdStart.Sandboxes;

namespace Items.ColdStart.Steady;

/// <summary>Memory that one call of an operation allocates.</summary>
/// <param name="Bytes">Null when the memory did not grow evenly, probably because of a garbage collection.</param>
internal sealed record Allocation(string Operation, double? Bytes);

/// <summary>
/// Measures allocation from outside the process: before the first garbage collection its memory grows by the size of
/// what it allocates.
/// </summary>
internal static class AllocationMeter
{
    /// <summary>
    /// 128 MB before the first collection, in hexadecimal; the runtime accepts no more. That is enough for the
    /// calls of a measurement if each allocates 100 KB.
    /// </summary>
    /// <remarks>https://learn.microsoft.com/dotnet/core/runtime-config/garbage-collector#gen0-size</remarks>
    private const string WithoutCollections = "DOTNET_GCgen0size=8000000";

    private const int WarmUps = 100;
    private const int Parts = 5;
    private const int CallsInPart = 100;

    /// <param name="function">Path of the bootstrap.</param>
    /// <param name="operation">One of <see cref="ItemCalls.Operations"/>.</param>
    public static async Task<Allocation> MeasureAsync(
        string function,
        string operation,
        CancellationToken cancellationToken
    )
    {
        await using var host = await FunctionHost.StartAsync(
            function,
            new() { Concurrency = 1 },
            cancellationToken,
            WithoutCollections
        );
        await CallAsync(
            "create",
            operation == "delete" ? WarmUps + (Parts * CallsInPart) : ItemCalls.PageSize
        );
        await CallAsync(operation, WarmUps);
        int process = host.ProcessId();
        double[] parts = new double[Parts];
        for (int part = 0; part < Parts; part++)
        {
            long before = ProcessMemory.Read(process).Anonymous;
            await CallAsync(operation, CallsInPart);
            parts[part] = (ProcessMemory.Read(process).Anonymous - before) * 1024.0 / CallsInPart;
        }

        return new Allocation(operation, MeanOfEven(parts));

        async Task CallAsync(string name, int count)
        {
            for (int i = 0; i < count; i++)
            {
                await host.Calls.CallAsync(name, cancellationToken);
            }
        }
    }

    /// <returns>Null when a part differs from the mean by more than a quarter.</returns>
    internal static double? MeanOfEven(IReadOnlyCollection<double> parts)
    {
        double mean = parts.Average();
        return parts.All(part => Math.Abs(part - mean) <= mean / 4) ? mean : null;
    }
}
