using Items.ColdStart.Tables;

namespace Items.ColdStart;

/// <summary>Options of a cold-start measurement.</summary>
internal sealed record MeasureOptions
{
    public int Rounds { get; init; } = 15;

    /// <summary>Warm calls after every start.</summary>
    public int Calls { get; init; } = 500;

    public IReadOnlyList<string> Operations { get; init; } = ["get"];

    public IReadOnlyList<Transport> Transports { get; init; } = [Transport.Tls, Transport.Http];

    /// <summary>Builds of our function to compare, as NAME=FOLDER; empty to publish it.</summary>
    public IReadOnlyList<string> Functions { get; init; } = [];

    /// <summary>Names of contestants beside our function; null for all.</summary>
    public IReadOnlyList<string>? Contestants { get; init; }

    /// <summary>Contestant that the others are compared to; null for the C floor, or the first one without it.</summary>
    public string? Base { get; init; }

    /// <summary>Megabytes that the CPU quota is for; null for none.</summary>
    public int? Memory { get; init; }

    /// <summary>Whether files are dropped from the page cache before each start.</summary>
    public bool Evict { get; init; }

    /// <summary>PEM file of the roots that all contestants trust; null for those that the function is deployed with.</summary>
    public string? Roots { get; init; }

    /// <summary>Folder for the reports; null for <c>artifacts/cold-start</c>.</summary>
    public string? Output { get; init; }
}
