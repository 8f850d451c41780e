namespace Items.ColdStart.Load;

/// <param name="Memory">Megabytes.</param>
internal sealed record LoadReport(
    Uri Target,
    DateTimeOffset At,
    int Memory,
    Prices Prices,
    IReadOnlyList<LoadResult> Results
);
