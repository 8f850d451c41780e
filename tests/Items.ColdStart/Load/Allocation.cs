namespace Items.ColdStart.Load;

/// <summary>What one call of an operation allocates.</summary>
/// <param name="Bytes">Null when the memory did not grow evenly, so that a collection must have come in between.</param>
internal sealed record Allocation(string Operation, double? Bytes);

/// <summary>
/// Sees from outside what the function allocates: with room for a gigabyte before the first collection, each byte takes
/// new memory, and the process grows by what a call allocates.
/// </summary>
internal static class AllocationMeter
{
    /// <summary>Hexadecimal, in bytes.</summary>
    /// <remarks>https://learn.microsoft.com/dotnet/core/runtime-config/garbage-collector#gen0-size</remarks>
    private const string WithoutCollections = "DOTNET_GCgen0size=40000000";

    private const int WarmUps = 200;
    private const int Parts = 5;
    private const int CallsInPart = 200;

    public static async Task<IReadOnlyList<Allocation>> MeasureAsync(
        string function,
        CancellationToken cancellationToken
    )
    {
        await using var stack = await FunctionStack.StartAsync(
            function,
            concurrency: 1,
            cancellationToken,
            WithoutCollections
        );

        // One more of each create than of each delete: the others need an item.
        await stack.Calls.CallAsync("create", cancellationToken);
        foreach (string operation in ItemCalls.Operations)
        {
            await CallAsync(operation, operation == "delete" ? 0 : WarmUps);
        }

        List<Allocation> allocations = [];
        int pid = stack.ProcessId();
        foreach (string operation in ItemCalls.Operations)
        {
            double[] parts = new double[Parts];
            for (int part = 0; part < Parts; part++)
            {
                long before = FunctionMemory.Read(pid).Anonymous;
                await CallAsync(operation, CallsInPart);
                parts[part] = (FunctionMemory.Read(pid).Anonymous - before) * 1024.0 / CallsInPart;
            }

            allocations.Add(new Allocation(operation, MeanOfEven(parts)));
        }

        return allocations;

        async Task CallAsync(string operation, int count)
        {
            for (int i = 0; i < count; i++)
            {
                await stack.Calls.CallAsync(operation, cancellationToken);
            }
        }
    }

    /// <returns>Null when a part is off by more than a quarter.</returns>
    internal static double? MeanOfEven(IReadOnlyCollection<double> parts)
    {
        double mean = parts.Average();
        return parts.All(part => Math.Abs(part - mean) <= mean / 4) ? mean : null;
    }
}
