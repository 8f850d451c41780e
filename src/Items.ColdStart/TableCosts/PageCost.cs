using Items.ColdStart.Steady;

namespace Items.ColdStart.TableCosts;

/// <summary>What a page of a list costs in the table.</summary>
internal sealed record PageCost(int TableRequests, double ReadUnits)
{
    /// <summary>Path of the first page, of 20 items.</summary>
    public const string FirstPage = $"{ItemCalls.Path}?limit=20";

    /// <param name="meter">In front of the table server of the host.</param>
    public static async Task<PageCost> MeasureAsync(
        FunctionHost host,
        TableMeter meter,
        string path,
        CancellationToken cancellationToken
    )
    {
        // The first call of a sandbox may open connections.
        await host.Calls.ReadPageAsync(path, cancellationToken);
        var (requestsBefore, unitsBefore) = (meter.Requests, meter.ReadUnits);
        await host.Calls.ReadPageAsync(path, cancellationToken);
        return new PageCost(meter.Requests - requestsBefore, meter.ReadUnits - unitsBefore);
    }
}
