namespace Items.ColdStart.Load;

/// <summary>What to load, how much, and at what price.</summary>
internal sealed record LoadOptions
{
    public const int DefaultMemory = 512;

    /// <summary>Address and path of the requests.</summary>
    public required Uri Target { get; init; }

    /// <summary>Access token; null to call without one.</summary>
    public string? Token { get; init; }

    /// <summary>Numbers of clients that call at the same time, each number in turn.</summary>
    public required IReadOnlyList<int> Concurrency { get; init; }

    /// <summary>For each number of clients; null to go by <see cref="Requests"/> alone.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>For each number of clients, together; null to go by <see cref="Time"/> alone.</summary>
    public int? Requests { get; init; }

    /// <summary>Megabytes.</summary>
    public int Memory { get; init; } = DefaultMemory;

    public Prices Prices { get; init; } = Prices.UsEast1X86;

    public string? JsonFile { get; init; }
}
