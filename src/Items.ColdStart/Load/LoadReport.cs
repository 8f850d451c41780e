namespace Items.ColdStart.Load;

/// <summary>The result of a load test; the content of the file of <c>--json</c>.</summary>
/// <param name="Memory">Megabytes.</param>
internal sealed record LoadReport(
    Uri Target,
    DateTimeOffset At,
    int Memory,
    Prices Prices,
    IReadOnlyList<LoadResult> Results
);
