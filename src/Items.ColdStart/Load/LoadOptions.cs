namespace Items.ColdStart.Load;

/// <summary>Options of a load test.</summary>
internal sealed record LoadOptions
{
    public const int DefaultMemory = 512;

    public required LoadRequest Request { get; init; }

    /// <summary>Numbers of concurrent clients, measured one after the other.</summary>
    public required IReadOnlyList<int> Concurrency { get; init; }

    /// <summary>
    /// Requests a second, sent on a schedule by clients that have no request in progress; null: each client sends a
    /// request after the last response.
    /// </summary>
    public double? Rate { get; init; }

    /// <summary>Limit for each number of clients; null for none but <see cref="Requests"/>.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Total for each number of clients; null for no limit but <see cref="Time"/>.</summary>
    public int? Requests { get; init; }

    /// <summary>Memory size of the function in megabytes, for the cost.</summary>
    public int Memory { get; init; } = DefaultMemory;

    public Prices Prices { get; init; } = Prices.UsEast1X86;

    public string? JsonFile { get; init; }
}
