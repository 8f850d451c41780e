namespace Items.ColdStart.TableCosts;

/// <summary>Options of a measurement of pages and creates.</summary>
internal sealed record TableOptions
{
    public const int DefaultRequests = 300;

    /// <summary>So that there is a page after the first 500 items of a list, and a second page of a category.</summary>
    public const int MinimumSize = 1_000;

    /// <summary>The tables are in memory, about 2.4 KB for each item.</summary>
    public const int MaximumSize = 5_000_000;

    /// <summary>Numbers of items, one table for each.</summary>
    public required IReadOnlyList<int> Sizes { get; init; }

    /// <summary>Of each page.</summary>
    public int Requests { get; init; } = DefaultRequests;

    /// <summary>Duration of the creates with a key, and of those without.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>A build of our function, as FOLDER or NAME=FOLDER; null to publish it.</summary>
    public string? Function { get; init; }
}
